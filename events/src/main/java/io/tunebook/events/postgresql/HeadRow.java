package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/// The row of the table `head`.
///
/// @param epoch of the current writer; it grows with each change of the writer
/// @param writer the server that writes; empty before the first one
/// @param silence the time since the writer's last sign of life, by the database's clock
record HeadRow(Head head, long epoch, String writer, Duration silence) {
    static HeadRow read(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement(
                                """
                                SELECT position, hash, epoch, writer,
                                       CASE WHEN isfinite(beat_at)
                                            THEN extract(epoch FROM clock_timestamp() - beat_at) * 1000
                                            ELSE 86400000 END
                                FROM head\
                                """);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the row of the head is missing", "XX001");
            }
            return new HeadRow(
                    new Head(row.getLong(1), row.getBytes(2)),
                    row.getLong(3),
                    row.getString(4),
                    Duration.ofMillis((long) row.getDouble(5)));
        }
    }
}
