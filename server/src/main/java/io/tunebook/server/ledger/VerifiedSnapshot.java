package io.tunebook.server.ledger;

import io.tunebook.events.Event;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.ChainVerifier;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.wire.UnreadableEvent;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.StampedEvent;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A snapshot as of a position, and whether the hash chain is intact up to there. Both come from
/// one reading of the log, so the snapshot has verified events only.
///
/// @param snapshot as of the last intact event
/// @param head that event
/// @param broken the problem with the next event; null when there is none
public record VerifiedSnapshot(Snapshot snapshot, Head head, @Nullable Broken broken) {
    /// Hashed and decoded by several threads; chained and folded by one.
    private record PreparedEvent(RecordedEvent event, byte[] payloadHash, Decoded decoded) {}

    /// An event that cannot be decoded may have been changed: the chain's error comes first.
    private sealed interface Decoded {
        record ReadableEvent(Event event) implements Decoded {}

        record UnreadableContent(UnreadableEvent why) implements Decoded {}

        static Decoded of(RecordedEvent event) {
            try {
                return new ReadableEvent(Replay.decode(event));
            } catch (UnreadableEvent e) {
                return new UnreadableContent(e);
            }
        }

        default Event get() {
            return switch (this) {
                case ReadableEvent as -> as.event();
                case UnreadableContent not -> throw not.why();
            };
        }
    }

    /// @param position between 0 and the log's head
    public static VerifiedSnapshot at(EventLog log, long position) {
        ChainVerifier walk = new ChainVerifier(Head.EMPTY);
        Snapshot snapshot = Snapshot.EMPTY;
        try (PrefetchedPages<PreparedEvent> pages =
                new PrefetchedPages<>(0, position, (after, n) -> ready(log, after, n))) {
            while (snapshot.position() < position) {
                List<StampedEvent> right = new ArrayList<>();
                Broken broken = null;
                for (PreparedEvent ready : pages.next()) {
                    broken = walk.step(ready.event(), ready.payloadHash());
                    if (broken != null) {
                        break;
                    }
                    right.add(new StampedEvent(ready.decoded().get(), Replay.stamp(ready.event())));
                }
                snapshot = snapshot.fold(right);
                if (broken != null) {
                    return new VerifiedSnapshot(snapshot, walk.head(), broken);
                }
            }
        }
        return new VerifiedSnapshot(snapshot, walk.head(), null);
    }

    private static List<PreparedEvent> ready(EventLog log, long after, int events) {
        MessageDigest digest = Chain.sha256();
        List<PreparedEvent> ready = new ArrayList<>(events);
        for (RecordedEvent event : log.read(after, events)) {
            ready.add(new PreparedEvent(event, digest.digest(event.payload()), Decoded.of(event)));
        }
        return ready;
    }
}
