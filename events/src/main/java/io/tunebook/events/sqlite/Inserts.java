package io.tunebook.events.sqlite;

import static io.tunebook.events.sql.schema.Tables.LOG_EVENT;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sql.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;

/// The statement that inserts events: rendered by jOOQ and prepared once, because preparing it for
/// each append costs as much as the insert.
final class Inserts implements AutoCloseable {
    private final PreparedStatement statement;

    Inserts(Connection connection, DSLContext dsl) throws SQLException {
        String sql =
                dsl.insertInto(
                                LOG_EVENT,
                                LOG_EVENT.POSITION,
                                LOG_EVENT.EVENT_ID,
                                LOG_EVENT.STREAM_ID,
                                LOG_EVENT.STREAM_VERSION,
                                LOG_EVENT.TYPE_ID,
                                LOG_EVENT.TYPE_VERSION,
                                LOG_EVENT.ACTOR_ID,
                                LOG_EVENT.RECORDED_AT,
                                LOG_EVENT.PAYLOAD,
                                LOG_EVENT.HASH)
                        .values(0L, NONE, 0L, 0L, 0L, 0L, 0L, 0L, NONE, NONE)
                        .getSQL();
        statement = connection.prepareStatement(sql);
    }

    private static final byte[] NONE = {};

    void add(RecordedEvent event, long stream, long type, long actor) throws SQLException {
        statement.setLong(1, event.position());
        statement.setBytes(2, Rows.bytes(event.id()));
        statement.setLong(3, stream);
        statement.setLong(4, event.streamVersion());
        statement.setLong(5, type);
        statement.setLong(6, event.typeVersion());
        statement.setLong(7, actor);
        statement.setLong(8, Chain.micros(event.recordedAt()));
        statement.setBytes(9, event.payload());
        statement.setBytes(10, event.hash());
        statement.addBatch();
    }

    void execute() throws SQLException {
        try {
            statement.executeBatch();
        } finally {
            statement.clearBatch();
        }
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}
