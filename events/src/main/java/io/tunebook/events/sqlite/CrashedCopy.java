package io.tunebook.events.sqlite;

import io.tunebook.events.sql.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/// A copy of a log whose machine crashed and that was not opened since. SQLite must recover such a
/// write-ahead file before reading, which writes to it. A reader recovers a copy instead, so the
/// original files stay unchanged.
final class CrashedCopy implements AutoCloseable {
    private final LogFolder folder;

    private CrashedCopy(LogFolder folder) {
        this.folder = folder;
    }

    static CrashedCopy of(LogFolder crashed) throws IOException, SQLException {
        LogFolder copy = new LogFolder(Files.createTempDirectory("tunebook-read"), crashed.name());
        CrashedCopy made = new CrashedCopy(copy);
        try {
            copy(crashed.database(), copy.database());
            copy(side(crashed), side(copy));
            try (Connection recovering = new Database(copy, Database.Tuning.NONE).writer()) {
                Database.execute(recovering, "SELECT count(*) FROM sqlite_master");
            }
            return made;
        } catch (IOException | SQLException e) {
            made.close();
            throw e;
        }
    }

    LogFolder folder() {
        return folder;
    }

    private static Path side(LogFolder folder) {
        return folder.path().resolve(folder.name() + "-wal");
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(from)) {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(folder.path())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
