package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.HeadNotifier;
import io.tunebook.events.sql.WriteState;
import io.tunebook.events.sql.Writer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the head that another server writes: notified by LISTEN, and in any case once in
/// [#POLL]. While this server is the writer, it notifies the others instead, after the commits
/// rather than within them.
final class PostgresTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTail.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /// The time between two notifications.
    private static final long REST_NANOS = 50_000_000;

    private final PostgresDatabase database;
    private final KeptHead kept;
    private final HeadNotifier.PushedHead heads;
    private final WriteState state;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection listening;

    PostgresTail(
            PostgresDatabase database,
            KeptHead kept,
            HeadNotifier.PushedHead heads,
            WriteState state) {
        this.database = database;
        this.kept = kept;
        this.heads = heads;
        this.state = state;
        state.listen(_ -> heads.wake());
        this.thread = Thread.ofPlatform().daemon().name("log-tail").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closed.countDown();
        heads.wake();
        Connection open = listening;
        if (open != null) {
            try {
                // It may be waiting for a notification.
                open.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("the connection of the follower cannot be aborted", e);
            }
        }
        Writer.awaitEnd(thread);
    }

    private void run() {
        boolean failed = false;
        try {
            do {
                try (Connection connection = database.any("tunebook follower")) {
                    PostgresDatabase.execute(connection, "LISTEN tunebook_log");
                    failed = false;
                    listening = connection;
                    follow(connection);
                } catch (SQLException | IOException e) {
                    if (!failed && closed.getCount() > 0) {
                        LOG.warn("the log's database cannot be followed, and is tried again", e);
                    }
                    failed = true;
                }
            } while (!closed.await(POLL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(Connection connection) throws SQLException, IOException {
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!isClosed()) {
            if (isWriter()) {
                announce(connection);
            } else {
                look(connection);
                notifications.getNotifications(Math.toIntExact(POLL.toMillis()));
            }
        }
    }

    /// Notifies the other servers of the commits, until this one is no longer the writer.
    private void announce(Connection connection) throws SQLException {
        long announced = heads.now().position();
        while (isWriter() && !isClosed()) {
            heads.awaitBeyond(announced, () -> isClosed() || !isWriter());
            announced = heads.now().position();
            PostgresDatabase.execute(connection, "NOTIFY tunebook_log");
            LockSupport.parkNanos(REST_NANOS);
        }
    }

    private boolean isWriter() {
        return state.now() instanceof LogState.Writable;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void look(Connection connection) throws SQLException, IOException {
        // Committed before the row is read, so the row cannot be behind it.
        Head seen = heads.now();
        Head head = HeadRow.read(connection).head();
        if (head.position() < seen.position()) {
            state.refuse(
                    new LogUnavailable.BehindHead(
                            "it ends at event %,d, but %,d were acknowledged"
                                    .formatted(head.position(), seen.position())));
        } else if (head.position() > seen.position()) {
            kept.keep(head);
            heads.push(head, List.of());
        }
    }
}
