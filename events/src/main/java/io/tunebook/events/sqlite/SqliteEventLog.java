package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.sql.DamageMark;
import io.tunebook.events.sql.HeadFile;
import io.tunebook.events.sql.HeadNotifier;
import io.tunebook.events.sql.LogFolder;
import io.tunebook.events.sql.Readers;
import io.tunebook.events.sql.Rows;
import io.tunebook.events.sql.Session;
import io.tunebook.events.sql.SqlEventLog;
import io.tunebook.events.sql.WriteState;
import io.tunebook.events.sql.Writer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The log in one folder: `tunebook.db` (SQLite), `head` (the acknowledged head) and `lock` (the
/// owner's process id).
public final class SqliteEventLog extends SqlEventLog {
    /// The folder's ownership, or the copy that is read; null without either.
    private final @Nullable AutoCloseable resource;

    private SqliteEventLog(Parts parts, @Nullable AutoCloseable resource) {
        super(parts);
        this.resource = resource;
    }

    /// Opens the log in a folder, creates it when it does not exist, and owns it until it is
    /// closed.
    ///
    /// A log that does not match its head file, or that did not verify, opens for reading only;
    /// [#state] and every append give the reason.
    ///
    /// @param payloads distinguishes a retry from a second use of an id
    /// @throws LogUnavailable when another process owns it, a newer program has written it, or it
    ///   cannot be written, or its database is missing
    public static SqliteEventLog open(Path folder, PayloadComparison payloads) {
        return open(folder, payloads, Database.Tuning.NONE);
    }

    /// [#open(Path, PayloadComparison)] for payloads that are compared byte by byte.
    public static SqliteEventLog open(Path folder) {
        return open(folder, PayloadComparison.BYTES);
    }

    static SqliteEventLog open(Path path, Database.Tuning tuning) {
        return open(path, PayloadComparison.BYTES, tuning);
    }

    private static SqliteEventLog open(
            Path path, PayloadComparison payloads, Database.Tuning tuning) {
        LogFolder folder = new LogFolder(path);
        String failure = "the log in %s cannot be opened".formatted(path);
        Ownership ownership;
        try {
            LogFolder.create(path);
            ownership = Ownership.of(folder);
        } catch (IOException e) {
            throw Failures.isDiskFull(e)
                    ? new LogUnavailable.DiskFull(path, e)
                    : new LogUnavailable.ReadOnly(
                            "%s: its folder cannot be written (%s)".formatted(failure, e), e);
        }
        try {
            Database database = new Database(folder, tuning);
            ownership.lockDatabase();
            return owned(database, payloads, ownership);
        } catch (IOException | SQLException | RuntimeException e) {
            LogUnavailable refusal =
                    Failures.isDiskFull(e)
                            ? new LogUnavailable.DiskFull(path, e)
                            : Failures.of(e, failure);
            try {
                ownership.close();
            } catch (IOException closing) {
                refusal.addSuppressed(closing);
            }
            throw refusal;
        }
    }

    /// Opens a log for reading, while another process may be writing it. Changes nothing.
    ///
    /// @throws LogUnavailable when there is no log, or it cannot be read
    public static SqliteEventLog openReadOnly(Path path) {
        LogFolder folder = new LogFolder(path);
        requireLog(folder);
        return openReadOnly(folder, folder.head());
    }

    private static void requireLog(LogFolder folder) {
        try {
            folder.requireDatabase();
        } catch (IOException e) {
            throw Failures.of(e, "the log in %s cannot be opened".formatted(folder.path()));
        }
        if (!Files.exists(folder.database())) {
            throw new LogUnavailable.Absent(folder.path());
        }
    }

    /// Opens a file of [#backup] for reading.
    ///
    /// @throws LogUnavailable when there is no such file, or it cannot be read
    public static SqliteEventLog openBackup(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new LogUnavailable.Failed("there is no backup %s".formatted(file), null);
        }
        return openReadOnly(LogFolder.ofBackup(file), null);
    }

    private static SqliteEventLog openReadOnly(LogFolder folder, @Nullable Path headFile) {
        try {
            return openReadOnly(folder, headFile, null);
        } catch (LogUnavailable e) {
            if (!Failures.isUnrecovered(e) || !folder.sideFilesPossible()) {
                throw e;
            }
            try {
                CrashedCopy copy = CrashedCopy.of(folder);
                return openReadOnly(copy.folder(), headFile, copy);
            } catch (IOException | SQLException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }

    private static SqliteEventLog openReadOnly(
            LogFolder folder, @Nullable Path headFile, @Nullable CrashedCopy copy) {
        Database database = new Database(folder, Database.Tuning.NONE);
        new Schema(database).check();
        Readers readers = new Readers(database);
        WriteState state =
                new WriteState(
                        new LogUnavailable.ReadOnly("the log was opened for reading only", null));
        return new SqliteEventLog(
                new Parts(
                        database,
                        folder,
                        headFile,
                        new SqliteSurroundings(),
                        readers,
                        new HeadNotifier.PolledHead(() -> readers.read(Rows::head)),
                        state,
                        null),
                copy);
    }

    private static SqliteEventLog owned(
            Database database, PayloadComparison payloads, Ownership ownership)
            throws SQLException, IOException {
        LogFolder folder = database.folder();
        folder.requireDatabase();
        new Schema(database).migrate();
        ownership.guardDatabase(database);
        Readers readers = new Readers(database);
        LogUnavailable refusal = new DamageMark(folder.damaged()).read().orElse(null);
        Session session = null;
        HeadNotifier.PushedHead heads;
        try {
            session = SqliteSession.open(database);
            heads = new HeadNotifier.PushedHead(session.head());
        } catch (LogUnavailable.BehindHead e) {
            heads = new HeadNotifier.PushedHead(readers.read(Rows::head));
            refusal = e;
        }
        WriteState state = new WriteState(refusal);
        Writer writer =
                new Writer(new SqliteSessions(database), session, payloads, state, heads::push);
        SqliteEventLog log =
                new SqliteEventLog(
                        new Parts(
                                database,
                                folder,
                                folder.head(),
                                new SqliteSurroundings(),
                                readers,
                                heads,
                                state,
                                writer),
                        ownership);
        log.start();
        return log;
    }

    /// Copies the log into one file while appends continue. The copy has all events up to some
    /// moment during the call. [#openBackup] reads it, and [Recovery] restores it.
    ///
    /// @throws LogUnavailable when it cannot be written
    /// @throws java.nio.file.FileAlreadyExistsException when the file exists
    public void backup(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Files.deleteIfExists(part);
        try {
            OwnerOnly.createFile(part);
            readers().readRaw(dsl -> dsl.execute("VACUUM INTO ?", part.toString()));
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            HeadFile.flushFolder(target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /// Copies a log of another kind into one file, as [#backup(Path)] does.
    ///
    /// @throws java.nio.file.FileAlreadyExistsException when the file exists
    public static void backup(EventLog other, Path file) throws IOException {
        Path target = file.toAbsolutePath();
        if (Files.exists(target)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Path folder = Files.createTempDirectory(target.getParent(), "tunebook-backup");
        try {
            try (SqliteEventLog copy = open(folder)) {
                EventCopier.copy(other, copy);
                copy.backup(target);
            }
        } finally {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path each : files.toList()) {
                    Files.delete(each);
                }
            }
            Files.delete(folder);
        }
    }

    @Override
    public long bytes() {
        try {
            return Files.size(parts().folder().database());
        } catch (IOException e) {
            throw Failures.of(e, "the size of the log cannot be read");
        }
    }

    @Override
    protected void closing() {
        if (resource instanceof Ownership ownership) {
            ownership.closeGuard();
        }
    }

    @Override
    protected void release() {
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception e) {
                throw Failures.of(e, "the log cannot be closed");
            }
        }
    }
}
