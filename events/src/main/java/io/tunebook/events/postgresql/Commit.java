package io.tunebook.events.postgresql;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sql.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// The statement of a commit: it locks the row of the head, if this is still the writer, and
/// inserts the rows, else none. One statement is one transaction and one exchange with the
/// database. It is plain SQL, because jOOQ has no insert from arrays, and prepared once a session.
final class Commit implements AutoCloseable {
    private static final String LOCKED = "SELECT 1 FROM head WHERE id = 1 AND epoch = ? FOR UPDATE";

    private static final String COLUMNS =
            """
            INSERT INTO log_event (position, event_id, stream_id, stream_version, type_id,
                                   type_version, actor_id, recorded_at, payload, hash)
            """;

    /// For one event of a known stream, which most appends are: arrays cost more than its row.
    private static final String ONE =
            COLUMNS
                    + "SELECT v.* FROM ("
                    + LOCKED
                    + """
                    ) locked,
                    (VALUES (?::bigint, ?::bytea, ?::bigint, ?::bigint, ?::bigint,
                             ?::bigint, ?::bigint, ?::bigint, ?::bytea, ?::bytea)) v\
                    """;

    private static final String MANY =
            "WITH locked AS MATERIALIZED ("
                    + LOCKED
                    + """
                    ),
                    streams AS (
                        INSERT INTO stream (id, name)
                        SELECT v.* FROM locked, unnest(?::bigint[], ?::text[]) v),
                    words AS (
                        INSERT INTO word (id, text)
                        SELECT v.* FROM locked, unnest(?::bigint[], ?::text[]) v)
                    """
                    + COLUMNS
                    + """
                    SELECT v.* FROM locked,
                        unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[], ?::bigint[],
                               ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[]) v\
                    """;

    private final Connection connection;
    private final PreparedStatement one;
    private final PreparedStatement many;

    Commit(Connection connection) throws SQLException {
        this.connection = connection;
        this.one = connection.prepareStatement(ONE);
        this.many = connection.prepareStatement(MANY);
    }

    /// A row of the table of events.
    record Row(RecordedEvent event, long stream, long type, long actor) {}

    /// @param streams the new ones, by their ids
    /// @param words the new ones, by their ids
    /// @return false when the epoch is over, and nothing was inserted
    boolean execute(long epoch, List<Row> rows, Map<Long, String> streams, Map<Long, String> words)
            throws SQLException {
        if (rows.size() == 1 && streams.isEmpty() && words.isEmpty()) {
            return execute(epoch, rows.getFirst());
        }
        many.setLong(1, epoch);
        texts(2, streams);
        texts(4, words);
        numbers(6, rows, row -> row.event().position());
        bytes(7, rows, row -> Rows.bytes(row.event().id()));
        numbers(8, rows, Row::stream);
        numbers(9, rows, row -> row.event().streamVersion());
        numbers(10, rows, Row::type);
        numbers(11, rows, row -> row.event().typeVersion());
        numbers(12, rows, Row::actor);
        numbers(13, rows, row -> Chain.micros(row.event().recordedAt()));
        bytes(14, rows, row -> row.event().payload());
        bytes(15, rows, row -> row.event().hash());
        return many.executeUpdate() == rows.size();
    }

    private boolean execute(long epoch, Row row) throws SQLException {
        RecordedEvent event = row.event();
        one.setLong(1, epoch);
        one.setLong(2, event.position());
        one.setBytes(3, Rows.bytes(event.id()));
        one.setLong(4, row.stream());
        one.setLong(5, event.streamVersion());
        one.setLong(6, row.type());
        one.setLong(7, event.typeVersion());
        one.setLong(8, row.actor());
        one.setLong(9, Chain.micros(event.recordedAt()));
        one.setBytes(10, event.payload());
        one.setBytes(11, event.hash());
        return one.executeUpdate() == 1;
    }

    private void texts(int index, Map<Long, String> texts) throws SQLException {
        many.setArray(
                index, connection.createArrayOf("bigint", texts.keySet().toArray(Long[]::new)));
        many.setArray(
                index + 1, connection.createArrayOf("text", texts.values().toArray(String[]::new)));
    }

    private void numbers(int index, List<Row> rows, ToLongFunction<Row> column)
            throws SQLException {
        many.setObject(index, rows.stream().mapToLong(column).toArray());
    }

    private void bytes(int index, List<Row> rows, Function<Row, byte[]> column)
            throws SQLException {
        many.setArray(
                index,
                connection.createArrayOf(
                        "bytea", rows.stream().map(column).toArray(byte[][]::new)));
    }

    @Override
    public void close() throws SQLException {
        try (one) {
            many.close();
        }
    }
}
