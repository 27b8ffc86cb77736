package io.tunebook.bench;

import io.tunebook.events.log.NewEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

/// The reference of the log: plain JDBC with the same columns, unique indexes and hashes in one
/// SQLite file, committed under `synchronous=FULL`, without checks, triggers and head file.
final class RawLog implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;
    private final PreparedStatement insert;
    private final MessageDigest digest;
    private byte[] hash = new byte[32];
    private long position;

    RawLog(Path file) throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        statement = connection.createStatement();
        statement.execute("PRAGMA journal_mode = WAL");
        statement.execute("PRAGMA synchronous = FULL");
        statement.execute(
                """
                CREATE TABLE IF NOT EXISTS log_event (
                    position INTEGER PRIMARY KEY, event_id BLOB NOT NULL UNIQUE,
                    stream_id INTEGER NOT NULL, stream_version INTEGER NOT NULL,
                    type_id INTEGER NOT NULL, type_version INTEGER NOT NULL,
                    actor_id INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
                    payload BLOB NOT NULL, hash BLOB NOT NULL,
                    UNIQUE (stream_id, stream_version)) STRICT
                """);
        insert =
                connection.prepareStatement(
                        "INSERT INTO log_event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Inserts and commits the events, distributed over the streams in turn.
    ///
    /// @param streams how many
    void append(int streams, List<NewEvent> events) throws SQLException {
        statement.execute("BEGIN IMMEDIATE");
        for (NewEvent event : events) {
            position++;
            int stream = (int) (position % streams);
            long version = position / streams + 1;
            long micros = event.recordedAt().getEpochSecond() * 1_000_000;
            hash = hash("trial/client-" + stream, version, event, micros);
            insert.setLong(1, position);
            insert.setBytes(2, id(event));
            insert.setLong(3, stream);
            insert.setLong(4, version);
            insert.setLong(5, 1);
            insert.setLong(6, event.typeVersion());
            insert.setLong(7, 1);
            insert.setLong(8, micros);
            insert.setBytes(9, event.payload());
            insert.setBytes(10, hash);
            insert.addBatch();
        }
        insert.executeBatch();
        statement.execute("COMMIT");
    }

    /// Reads every column of every event in order, hashes it, and passes on its payload.
    void payloads(Consumer<byte[]> sink) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery(
                        "SELECT payload, event_id, stream_id, stream_version, type_id, type_version, actor_id, recorded_at, hash FROM log_event ORDER BY position")) {
            while (rows.next()) {
                byte[] payload = rows.getBytes(1);
                ByteBuffer bytes = ByteBuffer.allocate(128).put(hash).put(rows.getBytes(2));
                for (int column = 3; column <= 8; column++) {
                    bytes.putLong(rows.getLong(column));
                }
                digest.update(bytes.flip());
                hash = digest.digest(payload);
                sink.accept(payload);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private byte[] hash(String stream, long version, NewEvent event, long micros) {
        byte[] name = stream.getBytes(StandardCharsets.UTF_8);
        byte[] type = event.type().getBytes(StandardCharsets.UTF_8);
        byte[] actor = event.actor().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(128 + name.length + type.length + actor.length);
        bytes.put(hash).putLong(position).put(name).putLong(version).put(id(event));
        bytes.put(type).putInt(event.typeVersion()).put(actor).putLong(micros);
        bytes.put(digest.digest(event.payload())).flip();
        digest.update(bytes);
        return digest.digest();
    }

    private static byte[] id(NewEvent event) {
        return ByteBuffer.allocate(16)
                .putLong(event.id().getMostSignificantBits())
                .putLong(event.id().getLeastSignificantBits())
                .array();
    }
}
