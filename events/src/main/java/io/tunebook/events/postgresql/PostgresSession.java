package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sql.HeadFile;
import io.tunebook.events.sql.Names;
import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.Session;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The writer's connection to PostgreSQL, which holds the lock of the writer. The events of a
/// commit are collected, and sent with it. Not thread-safe.
///
/// Another server can become the writer at any time, if this one gave no sign of life for too long.
/// Then the head has a newer epoch, and every commit of this session fails.
final class PostgresSession implements Session {
    /// The size of one statement; a larger commit takes several in a transaction.
    private static final long MAX_BYTES = 32 << 20;

    private final Connection connection;
    private final long epoch;
    private final boolean newTurn;
    private final KeptHead kept;
    private final Rows rows;
    private final Names names;
    private final Commit commit;
    private final List<Commit.Row> collected = new ArrayList<>();
    private final Map<Long, String> newStreams = new LinkedHashMap<>();
    private final Map<Long, String> newWords = new LinkedHashMap<>();
    private long nextStream;
    private long nextWord;
    private Head head;

    /// @param connection holds the writer's lock
    /// @param epoch of this writer
    /// @param newTurn whether another server may have written before
    PostgresSession(
            PostgresDatabase database,
            Connection connection,
            long epoch,
            boolean newTurn,
            Head head,
            KeptHead kept)
            throws SQLException {
        this.connection = connection;
        this.epoch = epoch;
        this.newTurn = newTurn;
        this.head = head;
        this.kept = kept;
        this.rows = database.rows(connection);
        this.names = new Names(database.dsl(connection));
        this.commit = new Commit(connection);
        this.nextStream = names.nextStream();
        this.nextWord = names.nextWord();
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public Rows rows() {
        return rows;
    }

    @Override
    public boolean isNewTurn() {
        return newTurn;
    }

    @Override
    public long version(String stream) {
        return names.place(stream).version();
    }

    @Override
    public void begin() {
        forget();
    }

    @Override
    public void insert(List<RecordedEvent> events) {
        for (RecordedEvent event : events) {
            collected.add(
                    new Commit.Row(event, stream(event), word(event.type()), word(event.actor())));
        }
    }

    @Override
    public void commit(Head next) throws SQLException, IOException {
        if (collected.isEmpty()) {
            return;
        }
        try {
            send();
        } catch (SQLException e) {
            if (PostgresFailures.INSTANCE.isRefusedRow(e)) {
                requireEpoch(e);
            }
            throw e;
        }
        forget();
        kept.keep(next);
        head = next;
    }

    private void send() throws SQLException {
        if (collected.stream().mapToLong(r -> r.event().payload().length).sum() <= MAX_BYTES) {
            insert(collected, newStreams, newWords);
            return;
        }
        connection.setAutoCommit(false);
        try {
            sendInParts();
            connection.commit();
        } catch (SQLException | LogUnavailable e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void sendInParts() throws SQLException {
        List<Commit.Row> part = new ArrayList<>();
        long bytes = 0;
        boolean first = true;
        for (Commit.Row row : collected) {
            long more = row.event().payload().length;
            if (!part.isEmpty() && bytes + more > MAX_BYTES) {
                insertPart(part, first);
                first = false;
                part.clear();
                bytes = 0;
            }
            part.add(row);
            bytes += more;
        }
        insertPart(part, first);
    }

    private void insertPart(List<Commit.Row> part, boolean first) throws SQLException {
        insert(part, first ? newStreams : Map.of(), first ? newWords : Map.of());
    }

    private void insert(List<Commit.Row> part, Map<Long, String> streams, Map<Long, String> words)
            throws SQLException {
        if (!commit.execute(epoch, part, streams, words)) {
            throw new LogUnavailable.Standby(HeadRow.read(connection).writer());
        }
    }

    @Override
    public void rollback() {
        names.clear();
        nextStream = names.nextStream();
        nextWord = names.nextWord();
        forget();
    }

    private void forget() {
        collected.clear();
        newStreams.clear();
        newWords.clear();
    }

    /// Gives the sign of life that keeps other servers from taking over.
    ///
    /// @throws LogUnavailable.Standby when another server has taken over
    /// @throws LogUnavailable.Altered when another client has changed the end of the log
    @Override
    public void inspect() throws SQLException, IOException {
        if (!HeadFile.contains(kept.path(), head)) {
            throw new LogUnavailable.Altered("its file head was changed");
        }
        try (PreparedStatement beat =
                connection.prepareStatement(
                        "UPDATE head SET beat_at = clock_timestamp() WHERE epoch = ?")) {
            beat.setLong(1, epoch);
            if (beat.executeUpdate() == 0) {
                throw new LogUnavailable.Standby(HeadRow.read(connection).writer());
            }
            requireEnd();
        } catch (SQLException e) {
            // The lock is gone with the connection: whether this is still the writer shows when the
            // next session opens.
            if (PostgresFailures.INSTANCE.isDisconnected(e)) {
                throw PostgresFailures.INSTANCE.of(e, "the log cannot be written");
            }
            throw e;
        }
    }

    private void requireEnd() {
        Head end = rows.head();
        if (!end.equals(head)) {
            throw new LogUnavailable.Altered(
                    "the last event was changed from %,d to %,d"
                            .formatted(head.position(), end.position()));
        }
    }

    private void requireEpoch(SQLException cause) throws SQLException {
        HeadRow row = HeadRow.read(connection);
        if (row.epoch() != epoch) {
            LogUnavailable standby = new LogUnavailable.Standby(row.writer());
            standby.addSuppressed(cause);
            throw standby;
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            commit.close();
        }
    }

    private long stream(RecordedEvent event) {
        long id = names.place(event.stream()).id();
        if (id == 0) {
            id = nextStream++;
            newStreams.put(id, event.stream());
        }
        names.moved(event.stream(), new Names.Place(id, event.streamVersion()));
        return id;
    }

    private long word(String text) {
        return names.word(text)
                .orElseGet(() -> {
                    long id = nextWord++;
                    newWords.put(id, text);
                    names.added(text, id);
                    return id;
                });
    }
}
