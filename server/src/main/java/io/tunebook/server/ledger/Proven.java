package io.tunebook.server.ledger;

import io.tunebook.events.Event;
import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification.Broken;
import io.tunebook.events.log.Walk;
import io.tunebook.events.wire.UnreadableEvent;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.book.Told;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was known as of a position, and whether the chain of hashes holds up to there: both from
/// one reading of the log, so that what is told is what was proven.
///
/// @param snapshot as of the last event that was right
/// @param head that event
/// @param broken what is wrong with the event after it; null when nothing is
public record Proven(Snapshot snapshot, Head head, @Nullable Broken broken) {
    /// Hashed and decoded by several threads; chained and folded by one.
    private record Ready(RecordedEvent event, byte[] payloadHash, Decoded decoded) {}

    /// What cannot be decoded was perhaps changed, which the chain tells better: so it is told
    /// first.
    private sealed interface Decoded {
        record As(Event event) implements Decoded {}

        record Not(UnreadableEvent why) implements Decoded {}

        static Decoded of(RecordedEvent event) {
            try {
                return new As(Replay.decode(event));
            } catch (UnreadableEvent e) {
                return new Not(e);
            }
        }

        default Event get() {
            return switch (this) {
                case As as -> as.event();
                case Not not -> throw not.why();
            };
        }
    }

    /// @param position between 0 and the log's head
    public static Proven at(EventLog log, long position) {
        Walk walk = new Walk(Head.EMPTY);
        Snapshot snapshot = Snapshot.EMPTY;
        try (Pages<Ready> pages = new Pages<>(0, position, (after, n) -> ready(log, after, n))) {
            while (snapshot.position() < position) {
                List<Told> right = new ArrayList<>();
                Broken broken = null;
                for (Ready ready : pages.next()) {
                    broken = walk.step(ready.event(), ready.payloadHash());
                    if (broken != null) {
                        break;
                    }
                    right.add(new Told(ready.decoded().get(), Replay.stamp(ready.event())));
                }
                snapshot = snapshot.fold(right);
                if (broken != null) {
                    return new Proven(snapshot, walk.head(), broken);
                }
            }
        }
        return new Proven(snapshot, walk.head(), null);
    }

    private static List<Ready> ready(EventLog log, long after, int events) {
        MessageDigest digest = Chain.sha256();
        List<Ready> ready = new ArrayList<>(events);
        for (RecordedEvent event : log.read(after, events)) {
            ready.add(new Ready(event, digest.digest(event.payload()), Decoded.of(event)));
        }
        return ready;
    }
}
