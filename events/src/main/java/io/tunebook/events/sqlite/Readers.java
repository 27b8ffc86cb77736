package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;

/// A pool of read-only connections, each lent to one reader at a time. They never block the writer.
/// Thread-safe.
final class Readers implements AutoCloseable {
    private static final int MAX_READERS = 4;

    private final Database database;
    private final Semaphore free = new Semaphore(MAX_READERS, true);
    private final ConcurrentLinkedQueue<Reader> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    Readers(Database database) {
        this.database = database;
    }

    /// A connection and its caches.
    private record Reader(Connection connection, DSLContext dsl, Rows rows) {
        static Reader on(Connection connection) {
            DSLContext dsl = Database.dsl(connection);
            return new Reader(connection, dsl, new Rows(dsl));
        }
    }

    /// Opens all connections, so that reads continue when the database's file is deleted.
    void fill() {
        free.acquireUninterruptibly(MAX_READERS);
        try {
            while (!closed && idle.size() < MAX_READERS) {
                idle.add(Reader.on(database.reader()));
            }
        } catch (SQLException e) {
            throw Failures.of(e, "the log cannot be read");
        } finally {
            free.release(MAX_READERS);
        }
    }

    <T> T read(Function<Rows, T> query) {
        return use(reader -> query.apply(reader.rows()));
    }

    <T> T readRaw(Function<DSLContext, T> query) {
        return use(reader -> query.apply(reader.dsl()));
    }

    private <T> T use(Function<Reader, T> query) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new LogUnavailable.Closed();
            }
            Reader lent = idle.poll();
            Reader reader = lent == null ? Reader.on(database.reader()) : lent;
            try {
                return query.apply(reader);
            } finally {
                idle.add(reader);
            }
        } catch (SQLException | DataAccessException e) {
            throw Failures.of(e, "the log cannot be read");
        } finally {
            free.release();
        }
    }

    /// Waits for the active readers.
    @Override
    public void close() {
        closed = true;
        free.acquireUninterruptibly(MAX_READERS);
        try {
            for (Reader r = idle.poll(); r != null; r = idle.poll()) {
                r.connection().close();
            }
        } catch (SQLException e) {
            throw Failures.of(e, "the log cannot be closed");
        } finally {
            free.release(MAX_READERS);
        }
    }
}
