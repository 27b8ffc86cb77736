package io.tunebook.server.ledger;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.server.model.Snapshot;
import java.util.Map;
import java.util.TreeMap;

/// Snapshots of any position: the nearest stored one before it, with the following events folded.
///
/// At most [#MAX_SNAPSHOTS] are stored, evenly spread; they share structure, so they need little
/// memory. Thread-safe.
public final class History {
    private static final int MAX_SNAPSHOTS = 256;
    private static final int MIN_SPACING = 500;

    private final Replay replay;

    /// The snapshot before the first event.
    private final long first;

    private final TreeMap<Long, Snapshot> snapshots = new TreeMap<>(Map.of(0L, Snapshot.EMPTY));
    private long spacing = MIN_SPACING;

    public History(EventLog log) {
        this(log, Snapshot.EMPTY);
    }

    /// @param known a snapshot of the log at any position
    History(EventLog log, Snapshot known) {
        this.replay = new Replay(log);
        this.first = known.position();
        snapshots.put(known.position(), known);
    }

    /// Adds one more event of the log.
    public static Snapshot fold(Snapshot snapshot, RecordedEvent event) {
        return snapshot.fold(Replay.decode(event), Replay.stamp(event));
    }

    /// The snapshot as of `position`.
    ///
    /// @param position between 0 and the log's head
    public Snapshot at(long position) {
        Snapshot before;
        synchronized (snapshots) {
            before = snapshots.floorEntry(position).getValue();
        }
        return replay.to(position, before, this::keep);
    }

    void keep(Snapshot snapshot) {
        if (snapshot.position() % MIN_SPACING != 0) {
            return;
        }
        synchronized (snapshots) {
            if (snapshot.position() % spacing == 0) {
                snapshots.putIfAbsent(snapshot.position(), snapshot);
                while (snapshots.size() > MAX_SNAPSHOTS) {
                    spacing *= 2;
                    snapshots.keySet().removeIf(p -> p % spacing != 0 && p != first);
                }
            }
        }
    }
}
