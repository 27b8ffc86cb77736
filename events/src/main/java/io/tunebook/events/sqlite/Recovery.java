package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.OwnerOnly;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.StoredCheckpoint;
import io.tunebook.events.sql.DamageMark;
import io.tunebook.events.sql.HeadFile;
import io.tunebook.events.sql.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a log that rejects appends writable again, from a backup or without the lost events. The
/// recovery itself is recorded.
///
/// The intact events are copied into a new log, one by one along the chain; later events that still
/// verify are appended after the gap; and the new log replaces the old one. The old files are set
/// aside, never deleted. During the recovery the head file prevents the server from continuing with
/// fewer events, so an interrupted recovery is started again.
public final class Recovery {
    private final LogFolder folder;
    private final @Nullable Path backup;
    private final RecoveryJudge judge;
    private final boolean salvage;

    /// A recovery that discards the events after a gap.
    ///
    /// @param folder of the log
    /// @param backup the file to restore; null to use the intact events of the log itself
    public Recovery(Path folder, @Nullable Path backup) {
        this(folder, backup, RecoveryJudge.ALL, false);
    }

    /// @param folder of the log
    /// @param backup the file to restore; null to use the intact events of the log itself
    /// @param judge decides which events after a gap can follow
    /// @param salvage whether to keep events after a gap, and after the backup
    public Recovery(Path folder, @Nullable Path backup, RecoveryJudge judge, boolean salvage) {
        this.folder = new LogFolder(folder);
        this.backup = backup;
        this.judge = judge;
        this.salvage = salvage;
    }

    /// What a recovery keeps, recovers and loses.
    ///
    /// @param kept the last event that remains where it was
    /// @param restored the last event of the backup; empty without one
    /// @param acknowledged the last event in the head file; empty when it cannot be read
    /// @param problem why the log rejected appends; empty when it did not
    /// @param aside the folder of the old files; null when there were none
    /// @param recovered the later events that are appended again
    /// @param lost the events that are lost, by position
    public record Recovered(
            Head kept,
            Head restored,
            Optional<Head> acknowledged,
            String problem,
            @Nullable Path aside,
            List<Recoverable> recovered,
            List<Lost> lost) {
        /// The number of lost events.
        public long losses() {
            return lost.stream().mapToLong(Lost::count).sum();
        }
    }

    /// An event after a gap, whose hash holds.
    ///
    /// @param position its old position
    /// @param version its old position in its stream
    /// @param previous the hash of the event before it
    /// @param hash its old hash
    @SuppressWarnings("ArrayRecordComponent")
    public record Recoverable(UUID id, long position, long version, byte[] previous, byte[] hash) {}

    /// An event that is lost, or consecutive ones that cannot be read.
    ///
    /// @param stream null when it is not known, as the type
    public record Lost(
            long position,
            long count,
            @Nullable String stream,
            @Nullable String type,
            String reason) {
        static Lost unknown(long position, long count) {
            return new Lost(position, count, null, null, RecoveryScan.MISSING);
        }
    }

    /// The events that a recovery appends.
    public interface Recorder {
        /// The event that records the recovery.
        NewEvent recovery(Recovered recovered);

        /// The event that records where these events were.
        NewEvent originals(List<Recoverable> events);
    }

    /// Recovers without questions, and appends the event that records it.
    ///
    /// @param record creates that event
    /// @param stream of that event
    /// @throws LogUnavailable when another process uses the log, or the backup cannot be read
    /// @throws NothingToRecover when the log is intact and no backup is given
    public Recovered run(String stream, Function<Recovered, NewEvent> record) throws IOException {
        Recorder recorder =
                new Recorder() {
                    @Override
                    public NewEvent recovery(Recovered recovered) {
                        return record.apply(recovered);
                    }

                    @Override
                    public NewEvent originals(List<Recoverable> events) {
                        throw new IllegalStateException("later events are discarded");
                    }
                };
        return run(stream, recorder, _ -> true).orElseThrow();
    }

    /// Recovers when that is confirmed, and appends the events that record it. The log belongs to
    /// this process from before the question on.
    ///
    /// @param stream of those events
    /// @param confirmed asks, with what will be kept and lost
    /// @return empty when it was not confirmed: nothing has changed
    /// @throws LogUnavailable when another process uses the log, or the backup cannot be read
    /// @throws NothingToRecover when the log is intact and no backup is given
    public Optional<Recovered> run(String stream, Recorder recorder, Predicate<Recovered> confirmed)
            throws IOException {
        LogFolder.create(folder.path());
        try (Ownership ownership = Ownership.of(folder)) {
            ownership.lockDatabase();
            String problem = problem();
            if (problem.isEmpty() && backup == null) {
                throw new NothingToRecover();
            }
            Path fresh = folder.path().resolve("recovering");
            Optional<Recovered> plan = prepare(fresh, stream, recorder, problem, confirmed);
            if (plan.isPresent()) {
                ownership.lockDatabase();
                swap(fresh, plan.get().aside());
                new DamageMark(folder.damaged()).remove();
            }
            return plan;
        }
    }

    /// Writes the new log beside the old one, if that is confirmed.
    private Optional<Recovered> prepare(
            Path fresh,
            String stream,
            Recorder recorder,
            String problem,
            Predicate<Recovered> confirmed)
            throws IOException {
        try (Sources sources = Sources.open(folder, backup)) {
            RecoveryScan scan = scan(sources);
            Recovered plan =
                    new Recovered(
                            scan.kept(),
                            sources.restored(),
                            acknowledged(),
                            problem,
                            aside(),
                            List.copyOf(scan.recovered()),
                            List.copyOf(scan.lost()));
            if (!confirmed.test(plan)) {
                return Optional.empty();
            }
            remove(fresh);
            try (EventLog into = SqliteEventLog.open(fresh)) {
                copy(sources, scan, into);
                into.append(stream, Expected.any(), List.of(recorder.recovery(plan)));
                new RecoveredEvents(into, stream + "/recovered", recorder)
                        .append(sources.damaged(), plan);
            }
            return Optional.of(plan);
        }
    }

    /// The log is intact, so accepting a loss is not allowed.
    public static final class NothingToRecover extends RuntimeException {
        NothingToRecover() {
            super(
                    "the log is intact, there is nothing to recover: give a backup with --from to restore it");
        }
    }

    /// Empty when the log verifies, or there is no log.
    private String problem() {
        if (!Files.exists(folder.database())) {
            return Files.exists(folder.head()) ? "the database is missing" : "";
        }
        try (EventLog log = SqliteEventLog.openReadOnly(folder.path())) {
            return log.verify() instanceof Verification.Broken broken
                    ? "at position %d, %s".formatted(broken.position(), broken.problem())
                    : "";
        } catch (LogUnavailable e) {
            return String.valueOf(e.getMessage());
        }
    }

    private RecoveryScan scan(Sources sources) {
        EventLog restored = sources.backup();
        EventLog damaged = sources.damaged();
        RecoveryScan scan =
                new RecoveryScan(
                        judge, salvage, e -> restored != null && restored.find(e.id()).isPresent());
        if (restored != null) {
            DamagedReader.read(restored, 0, scan::take);
        }
        if (restored != null && damaged != null && !sources.isSameHistory()) {
            scan.loseAll(damaged.head().position());
        } else {
            if (restored != null) {
                scan.continueAfterBackup(sources.damagedHash(scan.kept().position()));
            }
            if (damaged != null) {
                DamagedReader.read(
                        damaged,
                        scan.kept().position(),
                        acknowledged().map(Head::position).orElse(Long.MAX_VALUE),
                        scan::take);
            }
            scan.end(acknowledged());
        }
        return scan;
    }

    /// Copies the events that remain where they were.
    private static void copy(Sources sources, RecoveryScan scan, EventLog into) {
        EventCopier copying = new EventCopier(into);
        List<EventLog> from = new ArrayList<>();
        if (sources.backup() != null) {
            from.add(sources.backup());
        }
        if (sources.damaged() != null) {
            from.add(sources.damaged());
        }
        for (EventLog source : from) {
            while (copying.head().position() < scan.kept().position()) {
                List<RecordedEvent> page =
                        page(source, copying.head().position(), scan.kept().position());
                if (page.isEmpty()) {
                    break;
                }
                page.forEach(event -> copying.take(scan.corrected(event)));
            }
        }
        copying.finish();
        if (!copying.head().equals(scan.kept())) {
            throw new LogUnavailable.Failed(
                    "the log changed while it was recovered, and nothing was replaced: retry",
                    null);
        }
    }

    private static List<RecordedEvent> page(EventLog source, long after, long last) {
        try {
            return source.read(after, (int) Math.min(500, last - after));
        } catch (LogUnavailable e) {
            return source.read(after, 1);
        }
    }

    private Optional<Head> acknowledged() {
        try {
            return HeadFile.read(folder.head());
        } catch (IOException e) {
            // Damaged: the problem states it.
            return Optional.empty();
        }
    }

    private @Nullable Path aside() {
        if (!Files.exists(folder.database()) && !Files.exists(folder.head())) {
            return null;
        }
        int n = 1;
        while (Files.exists(folder.path().resolve("set-aside-" + n))) {
            n++;
        }
        return folder.path().resolve("set-aside-" + n);
    }

    /// Moves the head file last: until it exists, the log rejects appends.
    private void swap(Path fresh, @Nullable Path aside) throws IOException {
        LogFolder from = new LogFolder(fresh);
        if (aside != null) {
            LogFolder.create(aside);
            for (String side : List.of("-wal", "-shm", "")) {
                moveIfThere(
                        folder.path().resolve(LogFolder.DATABASE + side),
                        aside.resolve(LogFolder.DATABASE + side));
            }
            moveIfThere(
                    folder.path().resolve(StoredCheckpoint.FILE),
                    aside.resolve(StoredCheckpoint.FILE));
            if (Files.exists(folder.head())) {
                Files.copy(folder.head(), aside.resolve("head"));
            } else {
                // A database without a head file is rejected, but an empty folder is not.
                OwnerOnly.createFile(folder.head());
                Files.writeString(folder.head(), "recovering\n");
            }
        }
        Files.move(from.database(), folder.database(), StandardCopyOption.ATOMIC_MOVE);
        HeadFile.flushFolder(folder.database());
        Files.move(
                from.head(),
                folder.head(),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        HeadFile.flushFolder(folder.head());
        remove(fresh);
    }

    private static void moveIfThere(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
