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

/// Makes a log that is refused writable again, by an act that is itself recorded: from a backup, or
/// without what was lost.
///
/// What can be kept is copied into a new log, event by event along the chain, and put in the old
/// one's place. The old files are set aside, never removed. At every moment in between the head
/// file keeps the server from going on with less than it had, so a recovery that is cut short is
/// begun again.
public final class Recovery {
    private final LogFolder folder;
    private final @Nullable Path backup;

    /// @param folder of the log
    /// @param backup the file to restore; null to keep what the log itself still has
    public Recovery(Path folder, @Nullable Path backup) {
        this.folder = new LogFolder(folder);
        this.backup = backup;
    }

    /// What was found and done.
    ///
    /// @param kept the last event that was kept
    /// @param acknowledged the last event that the head file knows of; empty when it cannot be read
    /// @param problem why the log was refused; empty when it was not
    /// @param aside where the old files are; null when there were none
    public record Recovered(
            Head kept, Optional<Head> acknowledged, String problem, @Nullable Path aside) {}

    /// Recovers, and appends the event that says so.
    ///
    /// @param record makes that event
    /// @param stream of that event
    /// @throws LogUnavailable when another process uses the log, or the backup cannot be read
    /// @throws NothingToRecover when the log is intact and no backup was named
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
            return recovered;
        }
    }

    /// A log that is intact, so that accepting a loss would only lose something.
    public static final class NothingToRecover extends RuntimeException {
        NothingToRecover() {
            super("the log is intact, so there is no loss to accept: name a backup to restore one");
        }
    }

    /// Empty when the log verifies, or there is none.
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

    /// One event at a time near what cannot be read, so that nothing before it is lost.
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
            // Damaged: that it was is told by the problem.
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

    /// The head file last: until it is there, the log is refused.
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
                // Without a head file, a database is refused but an empty folder is not.
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
