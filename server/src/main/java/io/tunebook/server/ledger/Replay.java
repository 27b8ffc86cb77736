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

/// Folds a range of the log. All processors read and decode its pages ahead, while earlier events
/// are folded.
final class Replay {
    private final EventLog log;

    Replay(EventLog log) {
        this.log = log;
    }

    /// The snapshot as of `position`.
    ///
    /// @param each receives the snapshot after each page of events, `position`'s included
    /// @throws IllegalArgumentException when the log ends earlier
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
        List<StampedEvent> stamped = new ArrayList<>(events);
        for (EventContent fact : log.contents(after, events)) {
            stamped.add(
                    new StampedEvent(
                            Wire.decode(fact.type(), fact.typeVersion(), fact.payload()),
                            new Stamp(fact.position(), fact.recordedAt(), fact.actor())));
        }
        return stamped;
    }

    static Event decode(RecordedEvent event) {
        return Wire.decode(event.type(), event.typeVersion(), event.payload());
    }

    static Stamp stamp(RecordedEvent event) {
        return new Stamp(event.position(), event.recordedAt(), event.actor());
    }
}
