package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The ownership of a log's folder by one process: a lock on a file that contains its process id,
/// and one on the database itself, which holds when that file is deleted.
final class Ownership implements AutoCloseable {
    /// The locked byte is far behind the process id and the database, so that other processes can
    /// read them where locks are mandatory. SQLite locks other bytes.
    private static final long LOCKED_BYTE = 1L << 40;

    /// The folders that this process owns. Opening the file a second time and closing it would
    /// release the first lock (POSIX), so this set is checked first.
    private static final Set<Path> OWNED = ConcurrentHashMap.newKeySet();

    private final LogFolder folder;
    private final Path real;
    private final FileChannel channel;
    private @Nullable FileChannel database;
    private @Nullable FileLock lock;

    /// A connection that is never used. SQLite closes no file of a database while one of its
    /// connections holds a lock on it, as each does after its first query; closing any file of the
    /// database would release this process's locks on it (POSIX).
    private @Nullable Connection guard;

    private Ownership(LogFolder folder, Path real, FileChannel channel) {
        this.folder = folder;
        this.real = real;
        this.channel = channel;
    }

    /// @throws LogUnavailable.Owned when another process or this one owns the folder already
    static Ownership of(LogFolder folder) throws IOException {
        Path real = folder.path().toRealPath();
        if (!OWNED.add(real)) {
            throw new LogUnavailable.Owned(folder.path(), ownPid());
        }
        try {
            return new Ownership(folder, real, lock(folder));
        } catch (IOException | RuntimeException e) {
            OWNED.remove(real);
            throw e;
        }
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
            lock = opened.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new LogUnavailable.Owned(folder.path(), "");
            }
        } catch (AccessDeniedException e) {
            // SQLite reports it at the first append.
        } catch (OverlappingFileLockException e) {
            throw new LogUnavailable.Owned(folder.path(), ownPid());
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
        try (FileChannel _ = channel;
                FileChannel _ = database) {
            closeGuard();
        } finally {
            OWNED.remove(real);
        }
    }

    private static FileChannel lock(LogFolder folder) throws IOException {
        OwnerOnly.createFile(folder.lock());
        FileChannel channel =
                FileChannel.open(
                        folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
                throw new LogUnavailable.Owned(
                        folder.path(), Files.readString(folder.lock()).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ownPid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }
}
