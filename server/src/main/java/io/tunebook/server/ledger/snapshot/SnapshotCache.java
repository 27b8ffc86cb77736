package io.tunebook.server.ledger.snapshot;

import io.tunebook.events.log.EventLog;
import io.tunebook.server.model.Snapshot;
import java.nio.file.Path;

/// Keeps the read models of a long log, as of some position not far back, for the next start. It is
/// a cache: without it a start takes longer, and nothing else changes.
public interface SnapshotCache extends AutoCloseable {
    /// Keeps nothing.
    SnapshotCache NONE =
            new SnapshotCache() {
                @Override
                public Snapshot read() {
                    return Snapshot.EMPTY;
                }

                @Override
                public void offer(Snapshot snapshot) {}

                @Override
                public void close() {}
            };

    /// Keeps it in a file beside the log, which is used only when it is whole, this build wrote it,
    /// and the log has its head in that place.
    ///
    /// @param folder of the log
    static SnapshotCache in(Path folder, EventLog log) {
        return new FileCache(new SnapshotFile(folder.resolve("snapshot")), log);
    }

    /// What is kept of the log; that of position 0 when nothing can be used.
    Snapshot read();

    /// Takes a newer snapshot to be kept, if the last one is far behind. Returns at once.
    void offer(Snapshot snapshot);

    /// Ends a writing that goes on; the snapshot before it stays.
    @Override
    void close();
}
