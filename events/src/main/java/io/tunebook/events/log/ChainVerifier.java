package io.tunebook.events.log;

import io.tunebook.events.log.Verification.Broken;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verifies the chain from the first event, one event after another. Not thread-safe.
public final class ChainVerifier {
    private final Head acknowledged;
    private final Chain chain = new Chain();
    private final Map<String, Long> versions = new HashMap<>();
    private Head head = Head.EMPTY;

    /// @param acknowledged the acknowledged head
    public ChainVerifier(Head acknowledged) {
        this.acknowledged = acknowledged;
    }

    /// The last event that is intact.
    public Head head() {
        return head;
    }

    /// The problem with the next event; null when it is intact.
    public @Nullable Broken step(RecordedEvent event) {
        return step(event, Chain.sha256().digest(event.payload()));
    }

    /// [#step(RecordedEvent)] with a payload hash that is computed already.
    ///
    /// @param payloadHash SHA-256 of the event's payload
    public @Nullable Broken step(RecordedEvent event, byte[] payloadHash) {
        long position = head.position() + 1;
        if (event.position() != position) {
            return event.position() < position
                    ? new Broken(event.position(), "an event has a position below 1")
                    : new Broken(
                            position,
                            "the event is missing (the next one is %,d)"
                                    .formatted(event.position()));
        }
        byte[] hash = chain.hash(head.hash(), event, payloadHash);
        if (!Arrays.equals(hash, event.hash())) {
            return new Broken(position, "the event was changed: its hash differs");
        }
        long version = versions.merge(event.stream(), 1L, Long::sum);
        if (event.streamVersion() != version) {
            return new Broken(
                    position,
                    "stream '%s' has version %,d where %,d is expected"
                            .formatted(event.stream(), event.streamVersion(), version));
        }
        if (position == acknowledged.position() && !Arrays.equals(hash, acknowledged.hash())) {
            return new Broken(
                    position,
                    "the history was rewritten: the head file records another hash for this event");
        }
        head = event.head();
        return null;
    }

    /// The problem with the end of the log; null when no acknowledged event is missing.
    public @Nullable Broken atTheEnd() {
        long lost = acknowledged.position() - head.position();
        if (lost <= 0) {
            return null;
        }
        return new Broken(
                head.position() + 1,
                "%,d acknowledged events are missing: the head file records %,d; restore a backup"
                        .formatted(lost, acknowledged.position()));
    }
}
