package io.tunebook.events.sql;

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
public final class Readers implements AutoCloseable {
    private static final int MAX_READERS = 4;

    private final SqlDatabase database;
    private final Semaphore free = new Semaphore(MAX_READERS, true);
    private final ConcurrentLinkedQueue<Reader> idle = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    public Readers(SqlDatabase database) {
        this.database = database;
    }

    /// A connection and its caches.
    private record Reader(Connection connection, DSLContext dsl, Rows rows) {}

    private Reader open() throws SQLException {
        Connection connection = database.reader();
        DSLContext dsl = database.dsl(connection);
        return new Reader(connection, dsl, new Rows(dsl, database.failures()));
    }

    /// Opens all connections, so that reads continue when the database's file is deleted.
    public void fill() {
        free.acquireUninterruptibly(MAX_READERS);
        try {
            while (!closed && idle.size() < MAX_READERS) {
                idle.add(open());
            }
        } catch (SQLException e) {
            throw database.failures().of(e, "the log cannot be read");
        } finally {
            free.release(MAX_READERS);
        }
    }

    public <T> T read(Function<Rows, T> query) {
        return use(reader -> query.apply(reader.rows()));
    }

    public <T> T readRaw(Function<DSLContext, T> query) {
        return use(reader -> query.apply(reader.dsl()));
    }

    private <T> T use(Function<Reader, T> query) {
        free.acquireUninterruptibly();
        try {
            if (closed) {
                throw new LogUnavailable.Closed();
            }
            Reader lent = idle.poll();
            if (lent != null) {
                try {
                    return lend(lent, query);
                } catch (DataAccessException | LogUnavailable e) {
                    if (!database.failures().isDisconnected(e)) {
                        throw e;
                    }
                    // The database was restarted; a new connection may work.
                }
            }
            return lend(open(), query);
        } catch (SQLException | DataAccessException e) {
            throw database.failures().of(e, "the log cannot be read");
        } finally {
            free.release();
        }
    }

    private <T> T lend(Reader reader, Function<Reader, T> query) throws SQLException {
        boolean usable = true;
        try {
            return query.apply(reader);
        } catch (DataAccessException | LogUnavailable e) {
            usable = !database.failures().isDisconnected(e);
            throw e;
        } finally {
            if (usable) {
                idle.add(reader);
            } else {
                reader.connection().close();
            }
        }
    }

    /// Whether a read failed because the connection was lost: it can be repeated.
    boolean isDisconnected(RuntimeException failure) {
        return database.failures().isDisconnected(failure);
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
            throw database.failures().of(e, "the log cannot be closed");
        } finally {
            free.release(MAX_READERS);
        }
    }
}
