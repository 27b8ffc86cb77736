package io.tunebook.server.ledger;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.StampedEvent;
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

    /// The snapshot as of `position`.
    ///
    /// @param each told of the snapshot after each page of events, `position`'s included
    /// @throws IllegalArgumentException when the log ends before
    Snapshot to(long position, Snapshot from, Consumer<Snapshot> each) {
        try (PrefetchedPages<StampedEvent> pages =
                new PrefetchedPages<>(from.position(), position, this::read)) {
            Snapshot snapshot = from;
            while (snapshot.position() < position) {
                snapshot = snapshot.fold(pages.next());
                each.accept(snapshot);
            }
            return snapshot;
        }
    }

    private List<StampedEvent> read(long after, int events) {
        List<StampedEvent> told = new ArrayList<>(events);
        for (EventContent fact : log.facts(after, events)) {
            told.add(
                    new StampedEvent(
                            Wire.decode(fact.type(), fact.typeVersion(), fact.payload()),
                            new Stamp(fact.position(), fact.recordedAt(), fact.actor())));
        }
        return told;
    }

    static Event decode(RecordedEvent event) {
        return Wire.decode(event.type(), event.typeVersion(), event.payload());
    }

    static Stamp stamp(RecordedEvent event) {
        return new Stamp(event.position(), event.recordedAt(), event.actor());
    }
}
