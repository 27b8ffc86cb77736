package io.tunebook.events.sqlite;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a log that rejects appends writable again, from a backup or without the lost events. The
/// recovery itself is recorded.
///
/// The intact events are copied into a new log, one by one along the chain, and it replaces the old
/// one. The old files are set aside, never deleted. During the recovery the head file prevents the
/// server from continuing with fewer events, so an interrupted recovery is started again.
public final class Recovery {
    private final LogFolder folder;
    private final @Nullable Path backup;

    /// @param folder of the log
    /// @param backup the file to restore; null to use the intact events of the log itself
    public Recovery(Path folder, @Nullable Path backup) {
        this.folder = new LogFolder(folder);
        this.backup = backup;
    }

    /// The result of a recovery.
    ///
    /// @param kept the last event that remains
    /// @param acknowledged the last event in the head file; empty when it cannot be read
    /// @param problem why the log rejected appends; empty when it did not
    /// @param aside the folder of the old files; null when there were none
    public record Recovered(
            Head kept, Optional<Head> acknowledged, String problem, @Nullable Path aside) {}

    /// Recovers, and appends the event that records it.
    ///
    /// @param record creates that event
    /// @param stream of that event
    /// @throws LogUnavailable when another process uses the log, or the backup cannot be read
    /// @throws NothingToRecover when the log is intact and no backup is given
    public Recovered run(String stream, Function<Recovered, NewEvent> record) throws IOException {
        Files.createDirectories(folder.path());
        try (Ownership _ = Ownership.of(folder)) {
            String problem = problem();
            if (problem.isEmpty() && backup == null) {
                throw new NothingToRecover();
            }
            Path fresh = folder.path().resolve("recovering");
            remove(fresh);
            Path aside = aside();
            Recovered recovered;
            try (EventLog into = SqliteEventLog.open(fresh)) {
                Head kept = copy(into);
                recovered = new Recovered(kept, acknowledged(), problem, aside);
                into.append(stream, Expected.any(), List.of(record.apply(recovered)));
            }
            swap(fresh, aside);
            new DamageMark(folder.damaged()).remove();
            return recovered;
        }
    }

    /// The log is intact, so accepting a loss is not allowed.
    public static final class NothingToRecover extends RuntimeException {
        NothingToRecover() {
            super("the log is intact, there is no loss to accept: give a backup to restore it");
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

    private Head copy(EventLog into) {
        EventCopier copying = new EventCopier(into);
        if (backup != null) {
            try (EventLog source = SqliteEventLog.openBackup(backup)) {
                if (source.verify() instanceof Verification.Broken broken) {
                    throw new LogUnavailable.Failed(
                            "the backup %s does not verify: at position %d, %s"
                                    .formatted(backup, broken.position(), broken.problem()),
                            null);
                }
                copy(source, copying);
            }
        } else if (Files.exists(folder.database())) {
            try (EventLog source = SqliteEventLog.openReadOnly(folder.path())) {
                copy(source, copying);
            }
        }
        copying.finish();
        return copying.head();
    }

    /// Reads single events near an unreadable one, so that none before it is lost.
    private static void copy(EventLog source, EventCopier copying) {
        int page = 500;
        while (page > 0) {
            List<RecordedEvent> events;
            try {
                events = source.read(copying.head().position(), page);
            } catch (LogUnavailable e) {
                page /= 2;
                continue;
            }
            if (events.isEmpty()) {
                return;
            }
            for (RecordedEvent event : events) {
                if (!copying.take(event)) {
                    return;
                }
            }
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
            Files.createDirectory(aside);
            for (String side : List.of("-wal", "-shm", "")) {
                moveIfThere(
                        folder.path().resolve(LogFolder.DATABASE + side),
                        aside.resolve(LogFolder.DATABASE + side));
            }
            if (Files.exists(folder.head())) {
                Files.copy(folder.head(), aside.resolve("head"));
            } else {
                // A database without a head file is rejected, but an empty folder is not.
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
