package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.Reconciliation;
import io.tunebook.events.sql.Session;
import io.tunebook.events.sql.Sessions;
import io.tunebook.events.sql.SqlFailures;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this server the writer, or refuses while another one is.
///
/// The writer's connection holds an advisory lock, which PostgreSQL releases when the connection
/// ends. A writer that is paused keeps it: after [#SILENCE] without a sign of life its connection
/// is terminated. Each new writer increments the epoch in the head, so that an earlier one that
/// continues cannot commit.
final class PostgresSessions implements Sessions, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSessions.class);

    /// A writer gives a sign of life each second.
    static final Duration SILENCE = Duration.ofSeconds(5);

    /// The shortest time between two tries.
    private static final Duration PAUSE = Duration.ofMillis(250);

    /// One lock for each schema of a database.
    private static final String LOCK = "(1953853029, hashtext(current_schema()))";

    private static final long NONE = -1;

    private static final String TRY_LOCK = "SELECT pg_try_advisory_lock" + LOCK;

    /// The sessions that hold the lock.
    private static final String HOLDERS =
            """
            FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND classid = 1953853029
              AND objid = (hashtext(current_schema())::bigint & 4294967295)::oid
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())\
            """;

    private static final String END_HOLDERS = "SELECT pg_terminate_backend(pid) " + HOLDERS;

    /// Whether a server is the writer now.
    static final String IS_WRITTEN = "SELECT EXISTS (SELECT 1 " + HOLDERS + ")";

    private final PostgresDatabase database;
    private final KeptHead kept;
    private final String server;
    private @Nullable Connection candidate;
    private LogUnavailable.@Nullable Standby refusal;
    private long refusedAt;

    /// The epoch of this server's last session; [#NONE] when another server has written since.
    private long lastEpoch = NONE;

    /// @param server the name of this process, different from that of any other
    PostgresSessions(PostgresDatabase database, KeptHead kept, String server) {
        this.database = database;
        this.kept = kept;
        this.server = server;
    }

    @Override
    public SqlFailures failures() {
        return PostgresFailures.INSTANCE;
    }

    /// The space is the database's own affair: the next append shows whether it has some.
    @Override
    public void probe() {}

    /// @throws LogUnavailable.Standby when another server is the writer
    /// @throws LogUnavailable.BehindHead when the log is behind the newest head that this server
    ///   has seen
    @Override
    public synchronized Session open() throws SQLException, IOException {
        LogUnavailable.Standby refused = refusal;
        if (refused != null && System.nanoTime() - refusedAt < PAUSE.toNanos()) {
            throw refused;
        }
        Connection connection = candidate;
        candidate = null;
        try {
            if (connection == null) {
                connection = database.writer();
            }
            lock(connection);
            PostgresSession session = begin(connection);
            refusal = null;
            return session;
        } catch (LogUnavailable.Standby e) {
            candidate = connection;
            refusal = e;
            refusedAt = System.nanoTime();
            throw e;
        } catch (SQLException | IOException | RuntimeException e) {
            if (connection != null) {
                connection.close();
            }
            throw e;
        }
    }

    private void lock(Connection connection) throws SQLException {
        if (locks(connection)) {
            return;
        }
        HeadRow row = HeadRow.read(connection);
        boolean own = row.writer().equals(server);
        if (!own && row.silence().compareTo(SILENCE) < 0) {
            throw new LogUnavailable.Standby(row.writer());
        }
        LOG.warn(
                "{} gave no sign of life for {} s: its connection is ended",
                row.writer(),
                row.silence().toSeconds());
        PostgresDatabase.execute(connection, END_HOLDERS);
        // Its end takes a moment; the next try finds the lock free.
        throw own
                ? new LogUnavailable.Failed(
                        "the log cannot be written: the database has not noticed yet that the last connection of this server is lost; retry",
                        null)
                : new LogUnavailable.Standby(row.writer());
    }

    private static boolean locks(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRY_LOCK);
                ResultSet row = statement.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private PostgresSession begin(Connection connection) throws SQLException, IOException {
        HeadRow row = HeadRow.read(connection);
        if (lastEpoch != NONE && row.epoch() != lastEpoch) {
            // Another server has written since: this one is its standby for a moment, so that
            // everybody who listens to the state notices the change of turns.
            lastEpoch = NONE;
            throw new LogUnavailable.Standby(row.writer());
        }
        boolean newTurn = lastEpoch == NONE;
        long epoch = nextEpoch(connection, row.epoch());
        // After the change of the epoch, so that no earlier writer commits after this look.
        Head head = new Reconciliation(database.rows(connection), kept.path(), false).head();
        kept.keep(head);
        LOG.info(
                "this server writes to {} from event {} on, epoch {}",
                database.location(),
                head.position(),
                epoch);
        PostgresSession session =
                new PostgresSession(database, connection, epoch, newTurn, head, kept);
        lastEpoch = epoch;
        return session;
    }

    private long nextEpoch(Connection connection, long before) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        "UPDATE head SET epoch = epoch + 1, writer = ?, beat_at = clock_timestamp() WHERE epoch = ? RETURNING epoch")) {
            statement.setString(1, server);
            statement.setLong(2, before);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new LogUnavailable.Standby(HeadRow.read(connection).writer());
                }
                return row.getLong(1);
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        Connection idle = candidate;
        candidate = null;
        if (idle != null) {
            idle.close();
        }
    }
}
