package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a newcomer has: the sources, and nothing that an earlier build left behind.
class FreshCloneTest {
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");

    @TempDir private Path clone;

    @Test
    void theLauncherBuildsAndRunsFromSourcesAloneAndFromAnotherFolder() throws Exception {
        copySources(checkout(), clone);
        Path out = clone.resolve("out.txt");
        Path err = clone.resolve("err.txt");
        Process process =
                new ProcessBuilder(clone.resolve("tunebook").toString(), "verify", "--help")
                        .directory(clone.resolve("docs").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(err)).isZero();
        assertThat(Files.readString(out)).startsWith("Usage: tunebook verify");
    }

    private static Path checkout() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("tunebook"))) {
            root = root.getParent();
        }
        return root;
    }

    private static void copySources(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        if (NOT_SOURCES.contains(folder.getFileName().toString())) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(to.resolve(from.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(file, to.resolve(from.relativize(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
