package io.tunebook.server.ledger;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Fact;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.book.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Folds a stretch of the log. Its pages are read and decoded ahead, by all processors, while the
/// events before them are being folded.
final class Replay {
    private final EventLog log;

    Replay(EventLog log) {
        this.log = log;
    }

    /// An event that is ready to be folded.
    private record Ready(Event event, Stamp stamp) {}

    /// The snapshot as of `position`.
    ///
    /// @param each told of every snapshot on the way, `position`'s included
    /// @throws IllegalArgumentException when the log ends before
    Snapshot to(long position, Snapshot from, Consumer<Snapshot> each) {
        try (Pages<Ready> pages = new Pages<>(from.position(), position, this::ready)) {
            Snapshot snapshot = from;
            while (snapshot.position() < position) {
                for (Ready ready : pages.next()) {
                    snapshot = snapshot.fold(ready.event(), ready.stamp());
                    each.accept(snapshot);
                }
            }
            return snapshot;
        }
    }

    private List<Ready> ready(long after, int events) {
        List<Ready> ready = new ArrayList<>(events);
        for (Fact fact : log.facts(after, events)) {
            ready.add(
                    new Ready(
                            Wire.decode(fact.type(), fact.typeVersion(), fact.payload()),
                            new Stamp(fact.position(), fact.recordedAt(), fact.actor())));
        }
        return ready;
    }

    static Event decode(RecordedEvent event) {
        return Wire.decode(event.type(), event.typeVersion(), event.payload());
    }

    static Stamp stamp(RecordedEvent event) {
        return new Stamp(event.position(), event.recordedAt(), event.actor());
    }
}
