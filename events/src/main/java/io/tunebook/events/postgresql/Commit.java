package io.tunebook.events.postgresql;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sql.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The statement of a commit: it moves the head, which locks its row, and inserts the rows. One
/// statement is one transaction and one exchange with the database. It is plain SQL, because jOOQ
/// has no insert from arrays; it is prepared once a session.
final class Commit implements AutoCloseable {
    private static final String SQL =
            """
            WITH moved AS (
                UPDATE head
                SET position = CASE WHEN epoch = ? AND position = ? THEN ? ELSE -1 END,
                    hash = ?, beat_at = clock_timestamp()
                WHERE id = 1),
            streams AS (
                INSERT INTO stream (id, name) SELECT * FROM unnest(?::bigint[], ?::text[])),
            words AS (
                INSERT INTO word (id, text) SELECT * FROM unnest(?::bigint[], ?::text[]))
            INSERT INTO log_event (position, event_id, stream_id, stream_version, type_id,
                                   type_version, actor_id, recorded_at, payload, hash)
            SELECT * FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[],
                                 ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[])\
            """;

    private final Connection connection;
    private final PreparedStatement statement;

    Commit(Connection connection) throws SQLException {
        this.connection = connection;
        this.statement = connection.prepareStatement(SQL);
    }

    /// A row of the table of events.
    record Row(RecordedEvent event, long stream, long type, long actor) {}

    /// Moves the head from `before` to the last of the rows.
    ///
    /// @param streams the new ones, by their ids
    /// @param words the new ones, by their ids
    void execute(
            long epoch,
            Head before,
            List<Row> rows,
            Map<Long, String> streams,
            Map<Long, String> words)
            throws SQLException {
        Head after = rows.getLast().event().head();
        statement.setLong(1, epoch);
        statement.setLong(2, before.position());
        statement.setLong(3, after.position());
        statement.setBytes(4, after.hash());
        texts(5, streams);
        texts(7, words);
        numbers(9, rows, row -> row.event().position());
        bytes(10, rows, row -> Rows.bytes(row.event().id()));
        numbers(11, rows, Row::stream);
        numbers(12, rows, row -> row.event().streamVersion());
        numbers(13, rows, Row::type);
        numbers(14, rows, row -> row.event().typeVersion());
        numbers(15, rows, Row::actor);
        numbers(16, rows, row -> Chain.micros(row.event().recordedAt()));
        bytes(17, rows, row -> row.event().payload());
        bytes(18, rows, row -> row.event().hash());
        statement.executeUpdate();
    }

    private void texts(int index, Map<Long, String> texts) throws SQLException {
        statement.setArray(
                index, connection.createArrayOf("bigint", texts.keySet().toArray(Long[]::new)));
        statement.setArray(
                index + 1, connection.createArrayOf("text", texts.values().toArray(String[]::new)));
    }

    private void numbers(int index, List<Row> rows, ToLongFunction<Row> column)
            throws SQLException {
        statement.setObject(index, rows.stream().mapToLong(column).toArray());
    }

    private void bytes(int index, List<Row> rows, Function<Row, byte[]> column)
            throws SQLException {
        statement.setArray(
                index,
                connection.createArrayOf(
                        "bytea", rows.stream().map(column).toArray(byte[][]::new)));
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
