package io.tunebook.events.postgresql;

import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.sql.DamageMark;
import io.tunebook.events.sql.FolderLock;
import io.tunebook.events.sql.HeadNotifier;
import io.tunebook.events.sql.LogFolder;
import io.tunebook.events.sql.Readers;
import io.tunebook.events.sql.Reconciliation;
import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.SqlEventLog;
import io.tunebook.events.sql.WriteState;
import io.tunebook.events.sql.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

/// The log in a PostgreSQL database. Any number of servers open it: one writes, the others follow
/// what it writes and refuse appends with [LogUnavailable.Standby], until one of them takes over.
///
/// Each server has a folder of its own, with the newest head that it has seen: a server does not
/// write to a database that is behind it.
public final class PostgresEventLog extends SqlEventLog {
    private final PostgresDatabase database;
    private final @Nullable PostgresSessions sessions;
    private final @Nullable PostgresTail tail;
    private final @Nullable KeptHead kept;
    private final @Nullable FolderLock lock;

    private PostgresEventLog(
            PostgresDatabase database,
            Parts parts,
            @Nullable PostgresSessions sessions,
            @Nullable PostgresTail tail,
            @Nullable KeptHead kept,
            @Nullable FolderLock lock) {
        super(parts);
        this.database = database;
        this.sessions = sessions;
        this.tail = tail;
        this.kept = kept;
        this.lock = lock;
    }

    /// Opens the log, creates its tables when they do not exist, and takes part in writing it until
    /// it is closed. It does not wait to become the writer.
    ///
    /// @param folder of this server alone
    /// @param server the name of this process, for people; no other process has it
    /// @param payloads distinguishes a retry from a second use of an id
    /// @throws LogUnavailable when the database cannot be reached, a newer program has made its
    ///   tables, another process uses the folder, or the folder has a log of its own
    public static PostgresEventLog open(
            PostgresLocation location, Path folder, String server, PayloadComparison payloads) {
        String failure = "the log in %s cannot be opened".formatted(location);
        LogFolder files = new LogFolder(folder);
        FolderLock lock;
        try {
            LogFolder.create(folder);
            if (Files.exists(files.database())) {
                throw new LogUnavailable.Failed(
                        "%s: the folder %s has a log of its own in %s; name another folder with --data-dir"
                                .formatted(failure, folder, LogFolder.DATABASE),
                        null);
            }
            lock = FolderLock.of(files);
        } catch (IOException e) {
            throw new LogUnavailable.ReadOnly(
                    "%s: its folder %s cannot be written (%s)".formatted(failure, folder, e), e);
        }
        try {
            return open(new PostgresDatabase(location), files, server, payloads, lock);
        } catch (IOException | SQLException | RuntimeException e) {
            LogUnavailable refusal = PostgresFailures.INSTANCE.of(e, failure);
            try {
                lock.close();
            } catch (IOException closing) {
                refusal.addSuppressed(closing);
            }
            throw refusal;
        }
    }

    private static PostgresEventLog open(
            PostgresDatabase database,
            LogFolder folder,
            String server,
            PayloadComparison payloads,
            FolderLock lock)
            throws IOException, SQLException {
        new PostgresSchema(database).migrate();
        Readers readers = new Readers(database);
        LogUnavailable refusal = new DamageMark(folder.damaged()).read().orElse(null);
        Head head = readers.read(Rows::head);
        try {
            head = readers.read(rows -> new Reconciliation(rows, folder.head(), false).head());
        } catch (LogUnavailable.BehindHead e) {
            refusal = e;
        }
        KeptHead kept = KeptHead.open(folder.head());
        kept.keep(head);
        HeadNotifier.PushedHead heads = new HeadNotifier.PushedHead(head);
        WriteState state =
                new WriteState(refusal == null ? new LogUnavailable.Standby("") : refusal);
        PostgresSessions sessions = new PostgresSessions(database, kept, server);
        Writer writer = new Writer(sessions, null, payloads, state, heads::push);
        PostgresTail tail = new PostgresTail(database, kept, heads, state);
        PostgresEventLog log =
                new PostgresEventLog(
                        database,
                        new Parts(
                                database,
                                folder,
                                folder.head(),
                                new PostgresSurroundings(),
                                readers,
                                heads,
                                state,
                                writer),
                        sessions,
                        tail,
                        kept,
                        lock);
        // Becomes the writer at once when there is none.
        writer.inspect();
        log.start();
        tail.start();
        return log;
    }

    /// Opens the log for reading, beside the servers that use it. Changes nothing.
    ///
    /// @param folder of a server, whose head and checkpoint the verification uses if they exist
    /// @throws LogUnavailable when the database has no log, or it cannot be read
    public static PostgresEventLog openReadOnly(PostgresLocation location, Path folder) {
        PostgresDatabase database = new PostgresDatabase(location);
        new PostgresSchema(database).check();
        Readers readers = new Readers(database);
        LogFolder files = new LogFolder(folder);
        return new PostgresEventLog(
                database,
                new Parts(
                        database,
                        files,
                        files.head(),
                        new PostgresSurroundings(),
                        readers,
                        new HeadNotifier.PolledHead(() -> readers.read(Rows::head)),
                        new WriteState(
                                new LogUnavailable.ReadOnly(
                                        "the log was opened for reading only", null)),
                        null),
                null,
                null,
                null,
                null);
    }

    /// Registers the public key of the checkpoints with the first server; all others must have the
    /// same one, so that a checkpoint of any server verifies.
    ///
    /// @throws LogUnavailable.Failed when the log has another one
    public void requireSigner(String key) {
        String known;
        try (Connection connection = database.any("tunebook")) {
            try (PreparedStatement first =
                    connection.prepareStatement("UPDATE head SET signer = ? WHERE signer = ''")) {
                first.setString(1, key);
                first.executeUpdate();
            }
            known = String.valueOf(database.dsl(connection).fetchValue("SELECT signer FROM head"));
        } catch (SQLException | DataAccessException e) {
            throw PostgresFailures.INSTANCE.of(e, "the log cannot be opened");
        }
        if (!known.equals(key)) {
            throw new LogUnavailable.Failed(
                    "the checkpoints of this log are signed with the key '%s', and the key in %s is another: copy the files checkpoint.key and checkpoint.pub of the log's first server into it"
                            .formatted(known, parts().folder().path()),
                    null);
        }
    }

    /// What an operator has to know of the database.
    public DatabaseSettings settings() {
        try (Connection connection = database.reader()) {
            DSLContext dsl = database.dsl(connection);
            HeadRow row = HeadRow.read(connection);
            List<String> unsafe =
                    Stream.of("fsync", "full_page_writes")
                            .filter(name -> "off".equals(dsl.fetchValue("SHOW " + name)))
                            .toList();
            return new DatabaseSettings(
                    String.valueOf(dsl.fetchValue("SHOW server_version")),
                    unsafe,
                    row.writer(),
                    Boolean.TRUE.equals(dsl.fetchValue(PostgresSessions.IS_WRITTEN)),
                    row.silence());
        } catch (SQLException | DataAccessException e) {
            throw PostgresFailures.INSTANCE.of(e, "the log's database cannot be read");
        }
    }

    @Override
    public long bytes() {
        return readers()
                .readRaw(dsl ->
                        dsl.fetchSingle(
                                        "SELECT pg_total_relation_size('log_event') + pg_total_relation_size('stream') + pg_total_relation_size('word')")
                                .get(0, long.class));
    }

    @Override
    protected void closing() {
        if (tail != null) {
            tail.close();
        }
    }

    @Override
    protected void release() {
        try (FolderLock _ = lock;
                KeptHead _ = kept;
                PostgresSessions _ = sessions) {
            // Closed in the opposite order.
        } catch (IOException | SQLException e) {
            throw PostgresFailures.INSTANCE.of(e, "the log cannot be closed");
        }
    }
}
