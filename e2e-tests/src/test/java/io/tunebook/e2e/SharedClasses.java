package io.tunebook.e2e;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// An archive of parsed classes that the processes of all tests share: it halves the processor time
/// of a start. Java checks that it is of the same jars, and starts without it otherwise.
final class SharedClasses {
    /// The jars of the command line, without the tests' folders, which no archive takes.
    static final String CLASS_PATH = classPath();

    private static final Path ARCHIVE = Path.of("target", "classes.jsa").toAbsolutePath();

    private SharedClasses() {}

    private static String classPath() {
        String all = System.getProperty("java.class.path");
        String jars =
                Arrays.stream(all.split(File.pathSeparator))
                        .filter(e -> e.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator));
        // Run from compiled classes without jars, the folders are the program.
        return jars.contains("tunebook-server") ? jars : all;
    }

    /// The options of a process that uses the archive, with the serial collector; none where it
    /// cannot be made. The first test process makes it, and others wait for it.
    static synchronized List<String> options() throws IOException {
        if (CLASS_PATH.equals(System.getProperty("java.class.path"))) {
            return List.of();
        }
        Path lock = ARCHIVE.resolveSibling("classes.lock");
        try (var channel =
                        FileChannel.open(
                                lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(ARCHIVE) || isOlderThanAJar()) {
                make();
            }
        }
        // An archive that does not suit this Java is reported on the standard output otherwise.
        return Files.size(ARCHIVE) == 0
                ? List.of()
                : List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xlog:disable");
    }

    private static boolean isOlderThanAJar() throws IOException {
        FileTime made = Files.getLastModifiedTime(ARCHIVE);
        for (String jar : List.of(CLASS_PATH.split(File.pathSeparator, -1))) {
            if (Files.getLastModifiedTime(Path.of(jar)).compareTo(made) > 0) {
                return true;
            }
        }
        return false;
    }

    /// From a server that starts, answers and stops; an empty file when Java writes none.
    private static void make() throws IOException {
        Path folder = Files.createTempDirectory("classes");
        Path made = folder.resolve("classes.jsa");
        int port = Tunebook.freePort();
        try (Tunebook server =
                Tunebook.startWith(
                        List.of("-XX:ArchiveClassesAtExit=" + made),
                        folder,
                        "serve",
                        "--data-dir",
                        folder.resolve("log").toString(),
                        "--port",
                        "" + port)) {
            server.waitFor(() -> server.out().contains("http://"));
            try (var answer =
                    URI.create("http://127.0.0.1:" + port + "/api/v1/projects")
                            .toURL()
                            .openStream()) {
                answer.readAllBytes();
            }
        } catch (Exception e) {
            throw new IOException("the server does not start", e);
        }
        Files.deleteIfExists(ARCHIVE);
        if (Files.exists(made)) {
            Files.move(made, ARCHIVE);
        } else {
            Files.createFile(ARCHIVE);
        }
    }
}
