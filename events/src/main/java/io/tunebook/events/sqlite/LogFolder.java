package io.tunebook.events.sqlite;

import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of a log, and the files in it.
///
/// @param path the folder
/// @param name of the SQLite file in it
record LogFolder(Path path, String name) {
    static final String DATABASE = "tunebook.db";

    LogFolder(Path path) {
        this(path, DATABASE);
    }

    /// The folder of a backup, which is a single file.
    static LogFolder ofBackup(Path file) {
        Path absolute = file.toAbsolutePath();
        return new LogFolder(absolute.resolveSibling("."), String.valueOf(absolute.getFileName()));
    }

    /// Creates the folder and its missing parents, if it does not exist: for its owner alone,
    /// whatever the umask.
    static void create(Path path) throws IOException {
        OwnerOnly.createFolder(path);
    }

    /// The SQLite file; `tunebook.db-wal` and `tunebook.db-shm` are beside it while it is open.
    Path database() {
        return path.resolve(name);
    }

    /// The acknowledged head, outside the database.
    Path head() {
        return path.resolve("head");
    }

    /// The file that the owning process locks.
    Path lock() {
        return path.resolve("lock");
    }

    /// Whether SQLite can create its side files here, or they exist.
    boolean sideFilesPossible() {
        return Files.isWritable(path) || Files.exists(path.resolve(name + "-wal"));
    }
}
