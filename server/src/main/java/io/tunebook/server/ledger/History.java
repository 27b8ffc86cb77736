package io.tunebook.server.ledger;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.book.Snapshot;
import io.tunebook.server.book.Stamp;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Snapshots of any position: the last one kept before it, folded on from the log.
///
/// One is kept every so many events; they share structure, so that keeping them costs little. Not
/// thread-safe for writing; [#at] may be called from any thread.
public final class History {
    private static final int EVERY = 500;
    private static final int PAGE = 500;

    private final EventLog log;
    private final TreeMap<Long, Snapshot> kept = new TreeMap<>(Map.of(0L, Snapshot.EMPTY));

    public History(EventLog log) {
        this.log = log;
    }

    /// The snapshot with one more event of the log.
    public static Snapshot fold(Snapshot snapshot, RecordedEvent event) {
        return snapshot.fold(
                Wire.decode(event.type(), event.typeVersion(), event.payload()),
                new Stamp(event.position(), event.recordedAt(), event.actor()));
    }

    /// Everything known as of `position`.
    ///
    /// @param position between 0 and the log's head
    public Snapshot at(long position) {
        Snapshot snapshot;
        synchronized (kept) {
            snapshot = kept.floorEntry(position).getValue();
        }
        while (snapshot.position() < position) {
            long missing = position - snapshot.position();
            List<RecordedEvent> page = log.read(snapshot.position(), (int) Math.min(PAGE, missing));
            if (page.isEmpty()) {
                throw new IllegalArgumentException(
                        "the log ends at %d, before %d".formatted(snapshot.position(), position));
            }
            for (RecordedEvent event : page) {
                snapshot = fold(snapshot, event);
                keep(snapshot);
            }
        }
        return snapshot;
    }

    void keep(Snapshot snapshot) {
        if (snapshot.position() % EVERY == 0) {
            synchronized (kept) {
                kept.putIfAbsent(snapshot.position(), snapshot);
            }
        }
    }
}
