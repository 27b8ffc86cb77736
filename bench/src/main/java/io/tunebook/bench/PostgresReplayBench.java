package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.Verification;
import io.tunebook.server.ledger.History;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The rate at which the events in PostgreSQL become read models again, beside what the driver
/// alone reads of the same rows.
final class PostgresReplayBench {
    static final int DEFAULT_EVENTS = 1_000_000;
    private static final int MIN_EVENTS = 1_000;
    private static final int MAX_EVENTS = 10_000_000;

    /// Three events and a note.
    private static final int EVENTS_A_TRIAL = 4;

    private static final int ROUNDS = 3;
    private static final int FETCH = 5_000;

    private final Path folder;
    private final int events;

    /// @param events in the log, about
    PostgresReplayBench(Path folder, int events) {
        if (events < MIN_EVENTS || events > MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "--events is %,d to %,d, not %,d".formatted(MIN_EVENTS, MAX_EVENTS, events));
        }
        this.folder = folder;
        this.events = events;
    }

    List<Row> rows(BenchDatabase database) throws Exception {
        try (EventLog log = database.open(folder.resolve("replay"), PayloadComparison.BYTES);
                Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new GeneratedLog(events / EVENTS_A_TRIAL, 0, 0, 1).writeTo(log);
            long head = log.head().position();
            Paired replay =
                    Paired.of(ROUNDS, () -> replay(log, head), () -> read(connection, head));
            Paired reading =
                    Paired.of(ROUNDS, () -> contents(log, head), () -> read(connection, head));
            return List.of(
                    Row.atLeast(
                            "events read through the log",
                            reading.ours(),
                            "events/s",
                            reading.ratio(),
                            "the driver alone",
                            0.6),
                    Row.plain("rows read with the driver alone", replay.theirs(), "events/s"),
                    Row.atLeast(
                            "replay of %,d events from PostgreSQL".formatted(head),
                            replay.ours(),
                            "events/s",
                            replay.ratio(),
                            "the driver alone",
                            0.6),
                    Row.plain("verified", verify(log, head), "events/s"));
        }
    }

    private static double replay(EventLog log, long head) {
        long start = System.nanoTime();
        if (new History(log).at(head).position() != head) {
            throw new IllegalStateException("the replay did not reach the end");
        }
        return head / seconds(start);
    }

    /// What a replay reads, on one thread.
    private static double contents(EventLog log, long head) {
        long start = System.nanoTime();
        long last = 0;
        while (last < head) {
            last = log.contents(last, FETCH).getLast().position();
        }
        return head / seconds(start);
    }

    /// Every column of every row, in order, through a cursor.
    private static double read(Connection connection, long head) throws SQLException {
        long start = System.nanoTime();
        long last = 0;
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        SELECT position, stream_id, stream_version, type_id, type_version, actor_id,
                               recorded_at, event_id, payload, hash
                        FROM log_event ORDER BY position\
                        """)) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    last = row.getLong(1);
                    for (int number = 2; number <= 7; number++) {
                        row.getLong(number);
                    }
                    for (int bytes = 8; bytes <= 10; bytes++) {
                        row.getBytes(bytes);
                    }
                }
            }
        }
        connection.commit();
        if (last != head) {
            throw new IllegalStateException("the driver did not reach the end");
        }
        return head / seconds(start);
    }

    private static double verify(EventLog log, long head) {
        long start = System.nanoTime();
        if (!(log.verify() instanceof Verification.Intact)) {
            throw new IllegalStateException("the log does not verify");
        }
        return head / seconds(start);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
