package io.tunebook.events.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of a log, and the files in it.
record Folder(Path path) {
    /// SQLite's file; `tunebook.db-wal` and `tunebook.db-shm` stand beside it while it is open.
    Path database() {
        return path.resolve("tunebook.db");
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
        return Files.isWritable(path) || Files.exists(path.resolve("tunebook.db-wal"));
    }
}
