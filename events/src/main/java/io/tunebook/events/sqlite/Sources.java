package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sql.LogFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The logs that a recovery reads.
///
/// @param damaged the log itself; null when there is none, or it cannot be opened
/// @param backup the backup, which verifies; null without one
record Sources(@Nullable EventLog damaged, @Nullable EventLog backup) implements AutoCloseable {
    /// @throws LogUnavailable when the backup does not verify, or there is none and the log cannot
    ///   be opened
    static Sources open(LogFolder folder, @Nullable Path file) {
        EventLog backup = file == null ? null : verified(file);
        try {
            return new Sources(damaged(folder), backup);
        } catch (LogUnavailable e) {
            if (backup != null) {
                return new Sources(null, backup);
            }
            throw new LogUnavailable.Failed(
                    "nothing in the log in %s can be read: restore a backup with --from BACKUP"
                            .formatted(folder.path()),
                    e);
        }
    }

    private static @Nullable EventLog damaged(LogFolder folder) {
        return Files.exists(folder.database()) ? SqliteEventLog.openReadOnly(folder.path()) : null;
    }

    private static EventLog verified(Path file) {
        EventLog backup = SqliteEventLog.openBackup(file);
        try {
            if (backup.verify() instanceof Verification.Broken broken) {
                throw new LogUnavailable.Failed(
                        "the backup %s does not verify: at position %d, %s"
                                .formatted(file, broken.position(), broken.problem()),
                        null);
            }
            return backup;
        } catch (RuntimeException e) {
            backup.close();
            throw e;
        }
    }

    /// The last event of the backup; none without one.
    Head restored() {
        return backup == null ? Head.EMPTY : backup.head();
    }

    /// Whether the damaged log and the backup have an event in common, at its end or before.
    boolean isSameHistory() {
        if (backup == null || damaged == null) {
            return false;
        }
        for (long at = backup.head().position(); at > 0; at /= 2) {
            byte[] hash = damagedHash(at);
            if (hash != null && backup.at(at).orElseThrow().head().equals(new Head(at, hash))) {
                return true;
            }
        }
        return backup.head().position() == 0;
    }

    /// The hash that the damaged log has at a position; null when it cannot be read.
    byte @Nullable [] damagedHash(long position) {
        if (damaged == null) {
            return null;
        }
        try {
            Optional<RecordedEvent> event = damaged.at(position);
            return event.map(RecordedEvent::hash).orElse(null);
        } catch (LogUnavailable e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (damaged != null) {
            damaged.close();
        }
        if (backup != null) {
            backup.close();
        }
    }
}
