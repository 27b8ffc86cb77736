package io.tunebook.server.cli;

import io.tunebook.events.log.OwnerOnly;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The files of a log that other users of the machine can read or write.
final class ExposedFiles {
    private ExposedFiles() {}

    /// The folder and all in it that have permissions for others than the owner; empty without a
    /// folder.
    static List<Path> in(Path folder) throws IOException {
        List<Path> wider = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return wider;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (isWider(file)) {
                    wider.add(file);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return wider;
    }

    /// Removes these permissions.
    ///
    /// @return the changed files and folders
    static List<Path> restrict(Path folder) throws IOException {
        List<Path> wider = in(folder);
        for (Path file : wider) {
            OwnerOnly.restrict(file);
        }
        return wider;
    }

    private static boolean isWider(Path file) throws IOException {
        try {
            return !Files.isSymbolicLink(file)
                    && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && OwnerOnly.isWider(file);
        } catch (NoSuchFileException e) {
            // A server has removed it.
            return false;
        }
    }
}
