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
import org.jspecify.annotations.Nullable;

/// The reference of the log: plain JDBC with the same columns, unique indexes and hashes in one
/// table, durable at each commit, without checks, triggers and head.
final class RawLog implements AutoCloseable {
    private final Connection connection;
    private final Statement statement;
    private final PreparedStatement insert;
    private final String table;
    private final @Nullable String begin;
    private final MessageDigest digest;
    private byte[] hash = new byte[32];
    private long position;

    /// In one SQLite file, committed under `synchronous=FULL`.
    RawLog(Path file) throws SQLException {
        this(
                DriverManager.getConnection("jdbc:sqlite:" + file),
                List.of("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL"),
                "log_event",
                List.of("INTEGER", "BLOB", "STRICT"),
                "BEGIN IMMEDIATE");
    }

    /// In a table of PostgreSQL, committed under `synchronous_commit=on`.
    RawLog(BenchDatabase database, String table) throws SQLException {
        this(
                database.connection(),
                List.of("SET synchronous_commit = on"),
                table,
                List.of("BIGINT", "BYTEA", ""),
                null);
        connection.setAutoCommit(false);
    }

    /// @param types of numbers and of bytes, and what follows the table
    /// @param begin the statement that begins a transaction; null when the driver sends it
    private RawLog(
            Connection connection,
            List<String> settings,
            String table,
            List<String> types,
            @Nullable String begin)
            throws SQLException {
        this.connection = connection;
        this.table = table;
        this.begin = begin;
        this.statement = connection.createStatement();
        for (String setting : settings) {
            statement.execute(setting);
        }
        statement.execute(
                """
                CREATE TABLE IF NOT EXISTS %1$s (
                    position %2$s PRIMARY KEY, event_id %3$s NOT NULL UNIQUE,
                    stream_id %2$s NOT NULL, stream_version %2$s NOT NULL,
                    type_id %2$s NOT NULL, type_version %2$s NOT NULL,
                    actor_id %2$s NOT NULL, recorded_at %2$s NOT NULL,
                    payload %3$s NOT NULL, hash %3$s NOT NULL,
                    UNIQUE (stream_id, stream_version)) %4$s
                """
                        .formatted(table, types.get(0), types.get(1), types.get(2)));
        insert =
                connection.prepareStatement(
                        "INSERT INTO %s VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)".formatted(table));
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
        if (begin != null) {
            statement.execute(begin);
        }
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
        if (begin != null) {
            statement.execute("COMMIT");
        } else {
            connection.commit();
        }
    }

    /// Reads every column of every event in order, hashes it, and passes on its payload.
    void payloads(Consumer<byte[]> sink) throws SQLException {
        try (ResultSet rows =
                statement.executeQuery(
                        "SELECT payload, event_id, stream_id, stream_version, type_id, type_version, actor_id, recorded_at, hash FROM %s ORDER BY position"
                                .formatted(table))) {
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
