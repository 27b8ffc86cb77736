package io.tunebook.server.cli;

import io.tunebook.events.Event.SweptKind;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Files beside a log, and temporary ones, that no server needs any more.
///
/// @param data the folder of the log
/// @param temporary the folder of temporary files
record Leftovers(Path data, Path temporary) {
    /// A younger temporary file may belong to a running program.
    private static final Duration MIN_AGE = Duration.ofDays(1);

    /// A file or folder.
    ///
    /// @param files how many, when it is a folder
    /// @param modified the time of its newest file
    record Leftover(SweptKind kind, Path path, int files, long bytes, Instant modified) {}

    /// All of them, of every age.
    ///
    /// @throws IOException when a folder cannot be read
    List<Leftover> all() throws IOException {
        List<Leftover> all = new ArrayList<>();
        find(all, SweptKind.RECOVERY, data, "set-aside-*");
        find(all, SweptKind.TEMPORARY, data, "recovering");
        find(all, SweptKind.SNAPSHOTS, data, "snapshot.new");
        find(all, SweptKind.TEMPORARY, data.resolve(Artifacts.FOLDER), "coming-*.tmp");
        List<Leftover> elsewhere = new ArrayList<>();
        find(elsewhere, SweptKind.TEMPORARY, temporary, "tunebook-{import,export}*");
        Instant old = Instant.now().minus(MIN_AGE);
        elsewhere.stream().filter(l -> l.modified().isBefore(old)).forEach(all::add);
        return all;
    }

    /// Deletes one; a file that another user owns stays.
    ///
    /// @return whether it is deleted
    static boolean delete(Leftover leftover) {
        try (Stream<Path> files = Files.walk(leftover.path())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void find(List<Leftover> all, SweptKind kind, Path folder, String names)
            throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, names)) {
            for (Path path : found) {
                // A link could lead to files of others.
                if (!Files.isSymbolicLink(path)) {
                    all.add(measured(kind, path));
                }
            }
        }
    }

    private static Leftover measured(SweptKind kind, Path path) throws IOException {
        int files = 0;
        long bytes = 0;
        Instant modified = Files.getLastModifiedTime(path).toInstant();
        try (Stream<Path> walk = Files.walk(path)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                files++;
                bytes += Files.size(file);
                Instant its = Files.getLastModifiedTime(file).toInstant();
                modified = its.isAfter(modified) ? its : modified;
            }
        } catch (NoSuchFileException _) {
            // Deleted meanwhile.
        }
        return new Leftover(kind, path, files, bytes, modified);
    }
}
