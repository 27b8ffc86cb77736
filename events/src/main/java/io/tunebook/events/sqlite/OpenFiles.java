package io.tunebook.events.sqlite;

import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.sql.LogFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The files that a session has open, to notice when another program deletes or replaces one:
/// writes to an open file that has no name any more succeed, and are lost when it is closed.
///
/// @param files with their identity at the opening
record OpenFiles(List<OpenFile> files) {
    /// @param key of the file system; null where it has none, then only the existence is checked
    private record OpenFile(Path path, @Nullable Object key) {}

    static OpenFiles of(LogFolder folder) throws IOException {
        List<OpenFile> files = new ArrayList<>();
        for (Path path : List.of(folder.database(), folder.writeAhead(), folder.head())) {
            if (Files.exists(path)) {
                files.add(new OpenFile(path, key(path)));
            }
        }
        return new OpenFiles(files);
    }

    /// @throws LogUnavailable.Altered when one of them was deleted or replaced
    void check() throws IOException {
        for (OpenFile file : files) {
            Object now;
            try {
                now = key(file.path());
            } catch (NoSuchFileException e) {
                throw altered(file, "was deleted");
            }
            if (file.key() != null && !file.key().equals(now)) {
                throw altered(file, "was replaced");
            }
        }
    }

    private static LogUnavailable altered(OpenFile file, String what) {
        return new LogUnavailable.Altered(
                "its file %s %s".formatted(file.path().getFileName(), what));
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
}
