package io.tunebook.events.sqlite;

import static io.tunebook.events.sqlite.schema.Tables.LOG_EVENT;
import static io.tunebook.events.sqlite.schema.Tables.STREAM;
import static io.tunebook.events.sqlite.schema.Tables.WORD;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// The writer's connection, with its prepared statements and its caches of the tables. After a
/// failure of the disk or the database it is discarded, and a new one reads the state again. Not
/// thread-safe.
final class Session implements AutoCloseable {
    private static final int MAX_CACHED = 10_000;
    private static final long CHECK_NANOS = 20_000_000;

    private final Connection connection;
    private final HeadFile headFile;
    private final DSLContext dsl;
    private final Rows rows;
    private final Inserts inserts;
    private final Map<String, Place> streams = new LruMap<>(MAX_CACHED);
    private final Map<String, Long> words = new LruMap<>(MAX_CACHED);
    private final OpenFiles files;
    private final Database database;
    private long checkedAt = System.nanoTime();
    private Head head;

    /// A stream's id, 0 before its first event, and its version.
    record Place(long id, long version) {}

    private Session(Database database, Connection connection, HeadFile headFile, Head head)
            throws SQLException, IOException {
        this.database = database;
        this.files = OpenFiles.of(database.folder());
        this.connection = connection;
        this.headFile = headFile;
        this.head = head;
        this.dsl = Database.dsl(connection);
        this.rows = new Rows(dsl);
        this.inserts = new Inserts(connection, dsl);
    }

    /// @throws LogUnavailable.BehindHead when the log does not match its head file
    /// @throws LogUnavailable.DatabaseMissing when there is no database any more
    static Session open(Database database) throws SQLException, IOException {
        // SQLite would create an empty one.
        database.folder().requireDatabase();
        Connection connection = database.writer();
        try {
            Rows rows = new Rows(Database.dsl(connection));
            Head head = new Reconciliation(rows, database.folder().head()).head();
            HeadFile file = HeadFile.open(database.folder().head(), database.tuning());
            try {
                file.write(head);
                return new Session(database, connection, file, head);
            } catch (IOException | SQLException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException | SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// The last event that is durable, in the database and in the head file.
    Head head() {
        return head;
    }

    Rows rows() {
        return rows;
    }

    /// Begins a transaction. Looks for the files before it, at most once in [#CHECK_NANOS]: looking
    /// takes a considerable part of a commit's time.
    ///
    /// @throws LogUnavailable.Altered when a file was deleted or replaced
    void begin() throws SQLException, IOException {
        long now = System.nanoTime();
        if (now - checkedAt > CHECK_NANOS) {
            files.check();
            checkedAt = now;
        }
        Database.execute(connection, "BEGIN IMMEDIATE");
    }

    /// Checks that the files contain what this session has written, while no transaction is open.
    ///
    /// @throws LogUnavailable.Altered when another program has changed them
    void inspect() throws SQLException, IOException {
        files.check();
        if (!HeadFile.contains(database.folder().head(), head)) {
            throw new LogUnavailable.Altered("its file head was changed");
        }
        // A new connection has no page of the file in memory.
        try (Connection fresh = database.reader()) {
            Head last = new Rows(Database.dsl(fresh)).head();
            if (!last.equals(head)) {
                throw new LogUnavailable.Altered(
                        "the last event was changed from %,d to %,d"
                                .formatted(head.position(), last.position()));
            }
        }
    }

    /// Returns when the transaction is on the disk.
    void commit(Head next) throws SQLException, IOException {
        Database.execute(connection, "COMMIT");
        if (!next.equals(head)) {
            headFile.write(next);
            head = next;
        }
    }

    void rollback() throws SQLException {
        streams.clear();
        words.clear();
        Database.execute(connection, "ROLLBACK");
    }

    Place place(String stream) {
        return streams.computeIfAbsent(
                stream,
                name ->
                        dsl.select(STREAM.ID, DSL.max(LOG_EVENT.STREAM_VERSION))
                                .from(STREAM)
                                .join(LOG_EVENT)
                                .on(LOG_EVENT.STREAM_ID.eq(STREAM.ID))
                                .where(STREAM.NAME.eq(name))
                                .groupBy(STREAM.ID)
                                .fetchOptional(row -> new Place(row.value1(), row.value2()))
                                .orElse(new Place(0, 0)));
    }

    /// Inserts consecutive events after the head.
    void insert(List<RecordedEvent> events) throws SQLException {
        for (RecordedEvent event : events) {
            inserts.add(event, stream(event), word(event.type()), word(event.actor()));
        }
        inserts.execute();
    }

    @Override
    public void close() throws SQLException, IOException {
        try (connection;
                headFile) {
            inserts.close();
        }
    }

    private long stream(RecordedEvent event) {
        Place known = place(event.stream());
        long id = known.id();
        if (id == 0) {
            id = nextId(STREAM.ID, STREAM);
            dsl.insertInto(STREAM, STREAM.ID, STREAM.NAME).values(id, event.stream()).execute();
        }
        streams.put(event.stream(), new Place(id, event.streamVersion()));
        return id;
    }

    private long word(String text) {
        return words.computeIfAbsent(
                text,
                t ->
                        dsl.select(WORD.ID)
                                .from(WORD)
                                .where(WORD.TEXT.eq(t))
                                .fetchOptional(WORD.ID)
                                .orElseGet(() -> addWord(t)));
    }

    private long addWord(String text) {
        long id = nextId(WORD.ID, WORD);
        dsl.insertInto(WORD, WORD.ID, WORD.TEXT).values(id, text).execute();
        return id;
    }

    private long nextId(org.jooq.Field<Long> id, org.jooq.Table<?> table) {
        return 1
                + dsl.select(DSL.coalesce(DSL.max(id), DSL.inline(0L)))
                        .from(table)
                        .fetchSingle()
                        .value1();
    }
}
