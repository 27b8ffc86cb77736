package io.tunebook.server.exchange.imports;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Finds the event files below a folder. Links are followed; a link to a folder that contains it is
/// a loop, which is reported.
final class EventFiles extends SimpleFileVisitor<Path> {
    private static final int MAX_FOLDERS = 100_000;
    private static final int MAX_DEPTH = 100;
    private static final String MARK = "tfevents";

    private final Path root;
    private final SkippedItems skips;
    private final List<String> damage;
    private final Map<String, List<Path>> runs = new TreeMap<>();
    private int folders;

    private EventFiles(Path root, SkippedItems skips, List<String> damage) {
        this.root = root;
        this.skips = skips;
        this.damage = damage;
    }

    /// The event files of each folder in the order of their names, by its path below the root.
    ///
    /// @param damage gets the folders that cannot be read
    static Map<String, List<Path>> below(Path root, SkippedItems skips, List<String> damage)
            throws IOException {
        EventFiles found = new EventFiles(root, skips, damage);
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, found);
        found.runs.values().forEach(files -> files.sort(null));
        return found.runs;
    }

    /// The path below the root, with slashes.
    static String below(Path root, Path path) {
        String separator = root.getFileSystem().getSeparator();
        return root.relativize(path).toString().replace(separator, "/");
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (++folders > MAX_FOLDERS) {
            throw new UnreadableSourceException(
                    "%s has more than %,d folders: import its folders in parts"
                            .formatted(root, MAX_FOLDERS));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        boolean named = file.getFileName().toString().contains(MARK);
        if (attributes.isSymbolicLink()) {
            skips.add("%s, a link whose target does not exist".formatted(below(root, file)));
        } else if (attributes.isDirectory()) {
            skips.add(
                    "%s, a folder more than %d levels deep"
                            .formatted(below(root, file), MAX_DEPTH));
        } else if (attributes.isRegularFile() && named) {
            String run = below(root, Objects.requireNonNull(file.getParent()));
            runs.computeIfAbsent(run.isEmpty() ? "." : run, k -> new ArrayList<>()).add(file);
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        if (e instanceof FileSystemLoopException) {
            skips.add("%s, a link to a folder that contains it".formatted(below(root, file)));
        } else {
            damage.add("%s cannot be read: %s".formatted(file, Reasons.of(e)));
        }
        return FileVisitResult.CONTINUE;
    }
}
