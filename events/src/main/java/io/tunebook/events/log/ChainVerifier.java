package io.tunebook.events.log;

import io.tunebook.events.log.Verification.Broken;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A walk along the chain from the first event on: takes one event after another and says what is
/// wrong with it. Not thread-safe.
public final class ChainVerifier {
    private final Head kept;
    private final Chain chain = new Chain();
    private final Map<String, Long> versions = new HashMap<>();
    private Head head = Head.EMPTY;

    /// @param kept the head that was acknowledged
    public ChainVerifier(Head kept) {
        this.kept = kept;
    }

    /// The last event that was right.
    public Head head() {
        return head;
    }

    /// Null when the event is what was written.
    public @Nullable Broken step(RecordedEvent event) {
        return step(event, Chain.sha256().digest(event.payload()));
    }

    /// The same for who has hashed the payload already.
    ///
    /// @param payloadHash SHA-256 of the event's payload
    public @Nullable Broken step(RecordedEvent event, byte[] payloadHash) {
        long position = head.position() + 1;
        if (event.position() != position) {
            return event.position() < position
                    ? new Broken(event.position(), "an event stands before the first place")
                    : new Broken(
                            position,
                            "the event is missing (the next one is %,d)"
                                    .formatted(event.position()));
        }
        byte[] hash = chain.hash(head.hash(), event, payloadHash);
        if (!Arrays.equals(hash, event.hash())) {
            return new Broken(position, "the event is not what was written: its hash differs");
        }
        long version = versions.merge(event.stream(), 1L, Long::sum);
        if (event.streamVersion() != version) {
            return new Broken(
                    position,
                    "stream '%s' goes on with version %,d where %,d is due"
                            .formatted(event.stream(), event.streamVersion(), version));
        }
        if (position == kept.position() && !Arrays.equals(hash, kept.hash())) {
            return new Broken(
                    position,
                    "the history was rewritten: the head file has another hash for this event");
        }
        head = event.head();
        return null;
    }

    /// Null when nothing that was acknowledged is missing.
    public @Nullable Broken atTheEnd() {
        long lost = kept.position() - head.position();
        if (lost <= 0) {
            return null;
        }
        return new Broken(
                head.position() + 1,
                "%,d acknowledged events are missing: the head file says that there were %,d; restore a backup"
                        .formatted(lost, kept.position()));
    }
}
