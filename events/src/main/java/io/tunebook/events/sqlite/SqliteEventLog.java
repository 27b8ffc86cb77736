package io.tunebook.events.sqlite;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.Batch;
import io.tunebook.events.log.EventContent;
import io.tunebook.events.log.EventFilter;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.OwnerOnly;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.log.Verification;
import io.tunebook.events.log.VerificationProgress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The log in one folder: `tunebook.db` (SQLite), `head` (the acknowledged head) and `lock` (the
/// owner's process id).
public final class SqliteEventLog implements EventLog {
    private final Database database;
    private final Readers readers;
    private final HeadNotifier heads;
    private final WriteState state;

    /// Null when the log was opened for reading only.
    private final @Nullable Writer writer;

    private final @Nullable LogWatch watch;
    private volatile @Nullable BackgroundVerifier verifier;

    /// The folder's ownership, or the copy that is read; null without either.
    private final @Nullable AutoCloseable resource;

    private final @Nullable Path headFile;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private SqliteEventLog(
            Database database,
            Readers readers,
            HeadNotifier heads,
            WriteState state,
            @Nullable Writer writer,
            @Nullable AutoCloseable resource,
            @Nullable Path headFile) {
        this.database = database;
        this.headFile = headFile;
        this.readers = readers;
        this.heads = heads;
        this.state = state;
        this.writer = writer;
        this.watch = writer == null ? null : new LogWatch(writer, readers);
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
                database,
                readers,
                new HeadNotifier.PolledHead(() -> readers.read(Rows::head)),
                state,
                null,
                copy,
                headFile);
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
            session = Session.open(database);
            heads = new HeadNotifier.PushedHead(session.head());
        } catch (LogUnavailable.BehindHead e) {
            heads = new HeadNotifier.PushedHead(readers.read(Rows::head));
            refusal = e;
        }
        WriteState state = new WriteState(refusal);
        Writer writer = new Writer(database, session, payloads, state, heads::push);
        SqliteEventLog log =
                new SqliteEventLog(
                        database, readers, heads, state, writer, ownership, folder.head());
        writer.start();
        Objects.requireNonNull(log.watch).start();
        return log;
    }

    /// Verifies the log in the background, from now on and again at intervals. Does nothing when
    /// the log was opened for reading only.
    ///
    /// @param interval between two passes; zero for none, except that a log that did not verify is
    ///   verified once
    public void verifyInBackground(Duration interval) {
        boolean damaged =
                state.lastingReason().filter(LogUnavailable.Damaged.class::isInstance).isPresent();
        if (writer == null || verifier != null || (interval.isZero() && !damaged)) {
            return;
        }
        BackgroundVerifier started =
                new BackgroundVerifier(database, writer, heads::now, state, interval);
        verifier = started;
        started.start();
    }

    /// Looks at once what the watch looks at each second.
    void inspect() {
        if (writer != null) {
            writer.inspect();
        }
    }

    /// The number of commits since the log was opened.
    public long commits() {
        return writer == null ? 0 : writer.commits();
    }

    @Override
    public int queuedAppends() {
        return writer == null ? 0 : writer.queued();
    }

    /// Why this log rejects appends; empty when it accepts them.
    public Optional<LogUnavailable> writeRefusal() {
        return state() instanceof LogState.ReadOnly refused
                ? Optional.of(refused.reason())
                : Optional.empty();
    }

    @Override
    public LogState state() {
        return state.now();
    }

    @Override
    public VerificationProgress verification() {
        BackgroundVerifier started = verifier;
        return started == null ? VerificationProgress.NONE : started.progress();
    }

    @Override
    public Appended append(String stream, Expected expected, List<NewEvent> events) {
        Batch batch = new Batch(stream, expected, events);
        try {
            return writer().append(batch).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public CompletableFuture<Appended> submit(
            String stream, Expected expected, List<NewEvent> events) {
        return writer().submit(new Batch(stream, expected, events));
    }

    private Writer writer() {
        state.lastingReason()
                .ifPresent(reason -> {
                    throw reason;
                });
        if (writer == null) {
            throw new LogUnavailable.ReadOnly("the log was opened for reading only", null);
        }
        return writer;
    }

    @Override
    public List<RecordedEvent> read(long afterPosition, int limit) {
        return readers.read(rows -> rows.after(afterPosition, limit));
    }

    @Override
    public List<RecordedEvent> readStream(String stream, long afterVersion, int limit) {
        return readers.read(rows -> rows.ofStream(stream, afterVersion, limit));
    }

    @Override
    public List<RecordedEvent> query(EventFilter filter, long beforePosition, int limit) {
        return readers.read(rows -> rows.before(filter, beforePosition, limit));
    }

    @Override
    public List<RecordedEvent> queryAfter(EventFilter filter, long afterPosition, int limit) {
        return readers.read(rows -> rows.after(filter, afterPosition, limit));
    }

    @Override
    public Optional<RecordedEvent> find(UUID id) {
        return readers.read(rows -> rows.byIds(List.of(id))).stream().findFirst();
    }

    @Override
    public Optional<RecordedEvent> at(long position) {
        return readers.read(rows -> rows.at(position));
    }

    @Override
    public List<EventContent> contents(long afterPosition, int limit) {
        return readers.read(rows -> rows.facts(afterPosition, limit));
    }

    @Override
    public List<byte[]> hashes(long afterPosition, int limit) {
        return readers.read(rows -> rows.hashes(afterPosition, limit));
    }

    @Override
    public Head head() {
        return heads.now();
    }

    @Override
    public Subscription subscribe(long afterPosition, Subscriber subscriber) {
        Follower follower =
                new Follower(readers, heads, afterPosition, subscriber, followers::remove);
        followers.add(follower);
        follower.start();
        if (closed) {
            follower.end(new LogUnavailable.Closed());
        }
        return follower;
    }

    @Override
    public Verification verify() {
        return readers.readRaw(dsl -> new Verifier(dsl, headFile).verify());
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
            readers.readRaw(dsl -> dsl.execute("VACUUM INTO ?", part.toString()));
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            HeadFile.flushFolder(target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (resource instanceof Ownership ownership) {
            ownership.closeGuard();
        }
        BackgroundVerifier started = verifier;
        if (started != null) {
            started.close();
        }
        if (watch != null) {
            watch.close();
        }
        if (writer != null) {
            writer.close();
        }
        followers.forEach(follower -> follower.end(new LogUnavailable.Closed()));
        readers.close();
        if (resource != null) {
            try {
                resource.close();
            } catch (Exception e) {
                throw Failures.of(e, "the log cannot be closed");
            }
        }
    }
}
