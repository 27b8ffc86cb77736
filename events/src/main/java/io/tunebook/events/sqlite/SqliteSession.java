package io.tunebook.events.sqlite;

import static io.tunebook.events.sql.schema.Tables.STREAM;
import static io.tunebook.events.sql.schema.Tables.WORD;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sql.HeadFile;
import io.tunebook.events.sql.Names;
import io.tunebook.events.sql.Reconciliation;
import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.Session;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;

/// The writer's connection to SQLite, with its prepared statements. Not thread-safe.
final class SqliteSession implements Session {
    private static final long CHECK_NANOS = 20_000_000;

    private final Connection connection;
    private final HeadFile headFile;
    private final DSLContext dsl;
    private final Rows rows;
    private final Inserts inserts;
    private final Names names;
    private final OpenFiles files;
    private final Database database;
    private long checkedAt = System.nanoTime();
    private Head head;

    private SqliteSession(Database database, Connection connection, HeadFile headFile, Head head)
            throws SQLException, IOException {
        this.database = database;
        this.files = OpenFiles.of(database.folder());
        this.connection = connection;
        this.headFile = headFile;
        this.head = head;
        this.dsl = Database.jooq(connection);
        this.rows = Database.rows(connection);
        this.names = new Names(dsl);
        this.inserts = new Inserts(connection, dsl);
    }

    /// @throws LogUnavailable.BehindHead when the log does not match its head file
    /// @throws LogUnavailable.DatabaseMissing when there is no database any more
    static SqliteSession open(Database database) throws SQLException, IOException {
        // SQLite would create an empty one.
        database.folder().requireDatabase();
        Connection connection = database.writer();
        try {
            Rows rows = Database.rows(connection);
            Head head = new Reconciliation(rows, database.folder().head(), true).head();
            HeadFile file = HeadFile.open(database.folder().head(), database.tuning()::beneath);
            try {
                file.write(head);
                return new SqliteSession(database, connection, file, head);
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
    @Override
    public Head head() {
        return head;
    }

    @Override
    public Rows rows() {
        return rows;
    }

    /// Begins a transaction. Looks for the files before it, at most once in [#CHECK_NANOS]: looking
    /// takes a considerable part of a commit's time.
    ///
    /// @throws LogUnavailable.Altered when a file was deleted or replaced
    @Override
    public void begin() throws SQLException, IOException {
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
    @Override
    public void inspect() throws SQLException, IOException {
        files.check();
        if (!HeadFile.contains(database.folder().head(), head)) {
            throw new LogUnavailable.Altered("its file head was changed");
        }
        // A new connection has no page of the file in memory.
        try (Connection fresh = database.reader()) {
            Head last = Database.rows(fresh).head();
            if (!last.equals(head)) {
                throw new LogUnavailable.Altered(
                        "the last event was changed from %,d to %,d"
                                .formatted(head.position(), last.position()));
            }
        }
    }

    /// Returns when the transaction is on the disk.
    @Override
    public void commit(Head next) throws SQLException, IOException {
        Database.execute(connection, "COMMIT");
        if (!next.equals(head)) {
            headFile.write(next);
            head = next;
        }
    }

    @Override
    public void rollback() throws SQLException {
        names.clear();
        Database.execute(connection, "ROLLBACK");
    }

    @Override
    public long version(String stream) {
        return names.place(stream).version();
    }

    @Override
    public void insert(List<RecordedEvent> events) throws SQLException {
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
        long id = names.place(event.stream()).id();
        if (id == 0) {
            id = names.nextStream();
            dsl.insertInto(STREAM, STREAM.ID, STREAM.NAME).values(id, event.stream()).execute();
        }
        names.moved(event.stream(), new Names.Place(id, event.streamVersion()));
        return id;
    }

    private long word(String text) {
        return names.word(text).orElseGet(() -> addWord(text));
    }

    private long addWord(String text) {
        long id = names.nextWord();
        dsl.insertInto(WORD, WORD.ID, WORD.TEXT).values(id, text).execute();
        names.added(text, id);
        return id;
    }
}
