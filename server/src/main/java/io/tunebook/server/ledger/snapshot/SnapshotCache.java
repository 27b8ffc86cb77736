package io.tunebook.server.ledger.snapshot;

import io.tunebook.events.log.EventLog;
import io.tunebook.server.model.Snapshot;
import java.nio.file.Path;

/// Stores the read models of a long log, as of a recent position, for the next start. Without it a
/// start takes longer, and nothing else changes.
public interface SnapshotCache extends AutoCloseable {
    /// Stores nothing.
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

    /// Stores it in a file beside the log. The file is used only when it is intact, this build
    /// wrote it, and the log has its head.
    ///
    /// @param folder of the log
    static SnapshotCache in(Path folder, EventLog log) {
        return new FileCache(new SnapshotFile(folder.resolve("snapshot")), log);
    }

    /// The stored snapshot; that of position 0 when none can be used.
    Snapshot read();

    /// Offers a newer snapshot, which is stored if the last one is far behind. Returns at once.
    void offer(Snapshot snapshot);

    /// Stores the last offered snapshot if the stored one is far behind, and completes a write in
    /// progress, for at most 5 seconds; then the previous snapshot stays.
    @Override
    void close();
}
