package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/// The row of the table `head`, with the last event.
///
/// @param epoch of the current writer; it grows with each change of the writer
/// @param writer the server that writes; empty before the first one
/// @param silence the time since the writer's last sign of life, by the database's clock
record HeadRow(Head head, long epoch, String writer, Duration silence) {
    private static final String SQL =
            """
            SELECT e.position, e.hash, h.epoch, h.writer,
                   CASE WHEN isfinite(h.beat_at)
                        THEN extract(epoch FROM clock_timestamp() - h.beat_at) * 1000
                        ELSE 86400000 END
            FROM head h LEFT JOIN
                 (SELECT position, hash FROM log_event ORDER BY position DESC LIMIT 1) e ON true\
            """;

    static HeadRow read(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the row of the head is missing", "XX001");
            }
            byte[] hash = row.getBytes(2);
            return new HeadRow(
                    hash == null ? Head.EMPTY : new Head(row.getLong(1), hash),
                    row.getLong(3),
                    row.getString(4),
                    Duration.ofMillis((long) row.getDouble(5)));
        }
    }
}
