package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.FolderLock;
import io.tunebook.events.sql.LogFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The ownership of a log's folder by one process: a lock on a file that contains its process id,
/// and one on the database itself, which holds when that file is deleted. SQLite locks other bytes.
final class Ownership implements AutoCloseable {
    private final LogFolder folder;
    private final FolderLock owned;
    private @Nullable FileChannel database;
    private @Nullable FileLock lock;

    /// A connection that is never used. SQLite closes no file of a database while one of its
    /// connections holds a lock on it, as each does after its first query; closing any file of the
    /// database would release this process's locks on it (POSIX).
    private @Nullable Connection guard;

    private Ownership(LogFolder folder, FolderLock owned) {
        this.folder = folder;
        this.owned = owned;
    }

    /// @throws LogUnavailable.Owned when another process or this one owns the folder already
    static Ownership of(LogFolder folder) throws IOException {
        return new Ownership(folder, FolderLock.of(folder));
    }

    /// Locks the database if it exists.
    ///
    /// @throws LogUnavailable.Owned when another process has locked it
    void lockDatabase() throws IOException {
        if (!Files.exists(folder.database())) {
            return;
        }
        try {
            FileChannel opened = database;
            if (opened == null) {
                opened = FileChannel.open(folder.database(), StandardOpenOption.WRITE);
                database = opened;
            }
            FileLock held = lock;
            if (held != null) {
                held.release();
            }
            lock = opened.tryLock(FolderLock.LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new LogUnavailable.Owned(folder.path(), "");
            }
        } catch (AccessDeniedException e) {
            // SQLite reports it at the first append.
        } catch (OverlappingFileLockException e) {
            throw new LogUnavailable.Owned(folder.path(), FolderLock.ownPid());
        }
    }

    /// Locks the database until this is closed, once its tables exist. The first connections have
    /// released the lock.
    ///
    /// @throws LogUnavailable.Owned when another process has locked it
    void guardDatabase(Database opened) throws IOException, SQLException {
        Connection connection = opened.reader();
        guard = connection;
        Database.execute(connection, "SELECT count(*) FROM sqlite_master");
        lockDatabase();
    }

    /// Closes the unused connection, so that the last one to be closed can tidy up the database.
    void closeGuard() {
        Connection connection = guard;
        guard = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw Failures.of(e, "the log cannot be closed");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (FolderLock _ = owned;
                FileChannel _ = database) {
            closeGuard();
        }
    }
}
