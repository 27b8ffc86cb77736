package io.tunebook.events.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of a log, and the files in it.
///
/// @param path the folder
/// @param name of SQLite's file in it
record LogFolder(Path path, String name) {
    static final String DATABASE = "tunebook.db";

    LogFolder(Path path) {
        this(path, DATABASE);
    }

    /// The folder of a backup, which is one file.
    static LogFolder ofBackup(Path file) {
        Path whole = file.toAbsolutePath();
        return new LogFolder(whole.resolveSibling("."), String.valueOf(whole.getFileName()));
    }

    /// SQLite's file; `tunebook.db-wal` and `tunebook.db-shm` stand beside it while it is open.
    Path database() {
        return path.resolve(name);
    }

    /// The acknowledged end, outside the database.
    Path head() {
        return path.resolve("head");
    }

    /// What the owning process holds locked.
    Path lock() {
        return path.resolve("lock");
    }

    /// Whether SQLite can make its side files here, or finds them made.
    boolean sideFilesPossible() {
        return Files.isWritable(path) || Files.exists(path.resolve(name + "-wal"));
    }
}
