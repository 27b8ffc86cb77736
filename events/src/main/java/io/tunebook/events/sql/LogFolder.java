package io.tunebook.events.sql;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The folder of a log, and the files in it.
///
/// @param path the folder
/// @param name of the SQLite file in it
public record LogFolder(Path path, String name) {
    public static final String DATABASE = "tunebook.db";

    public LogFolder(Path path) {
        this(path, DATABASE);
    }

    /// The folder of a backup, which is a single file.
    public static LogFolder ofBackup(Path file) {
        Path absolute = file.toAbsolutePath();
        return new LogFolder(absolute.resolveSibling("."), String.valueOf(absolute.getFileName()));
    }

    /// Creates the folder and its missing parents, if it does not exist: for its owner alone,
    /// whatever the umask.
    public static void create(Path path) throws IOException {
        OwnerOnly.createFolder(path);
    }

    /// The SQLite file; `tunebook.db-wal` and `tunebook.db-shm` are beside it while it is open.
    public Path database() {
        return path.resolve(name);
    }

    /// The acknowledged head, outside the database.
    public Path head() {
        return path.resolve("head");
    }

    /// SQLite's write-ahead log.
    public Path writeAhead() {
        return path.resolve(name + "-wal");
    }

    /// The mark of a log that does not verify.
    public Path damaged() {
        return path.resolve("damaged");
    }

    /// The file that the owning process locks.
    public Path lock() {
        return path.resolve("lock");
    }

    /// @throws LogUnavailable.DatabaseMissing when the database is missing or empty, but other
    ///   files show that the folder had one with events
    public void requireDatabase() throws IOException {
        if (Files.exists(database()) && Files.size(database()) > 0) {
            return;
        }
        for (Path trace : List.of(head(), writeAhead(), path.resolve("snapshot"))) {
            if (Files.exists(trace) && Files.size(trace) > 0 && !isEmptyHead(trace)) {
                throw new LogUnavailable.DatabaseMissing(database(), trace);
            }
        }
    }

    private boolean isEmptyHead(Path trace) {
        try {
            return trace.equals(head())
                    && HeadFile.read(trace).map(h -> h.position() == 0).orElse(true);
        } catch (IOException e) {
            return false;
        }
    }

    /// Whether SQLite can create its side files here, or they exist.
    public boolean sideFilesPossible() {
        return Files.isWritable(path) || Files.exists(path.resolve(name + "-wal"));
    }
}
