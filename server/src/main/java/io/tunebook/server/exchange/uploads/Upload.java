package io.tunebook.server.exchange.uploads;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A stored upload, which waits to be imported or discarded.
///
/// @param stored when, by the monotonic clock, in nanoseconds
/// @param folder its own temporary folder
/// @param source the file or folder to read, in `folder`
/// @param skipDamaged whether to skip files that cannot be read
record Upload(
        String id,
        UploadKind kind,
        String name,
        long stored,
        Path folder,
        Path source,
        boolean skipDamaged) {

    /// Deletes the folder with everything in it.
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
