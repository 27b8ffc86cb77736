package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A new checkout: the sources, without an earlier build.
class FreshCloneTest {
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git");

    @TempDir private Path clone;

    @Test
    void theLauncherBuildsFromTheSourcesAndRunsFromAnotherFolder() throws Exception {
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
        thePackagedJarIsSelfContained();
    }

    private void thePackagedJarIsSelfContained() throws Exception {
        assertThat(flags(clone.resolve("dist/src/main/bin/tunebook")))
                .as("the packaged program runs with the same flags as a checkout")
                .hasSize(3)
                .isEqualTo(flags(clone.resolve("tunebook")));
        assertThat(ended(List.of(clone.resolve("tunebook").toString(), "package", "--quick")))
                .contains("  tunebook.jar", "  tunebook.cdx.json", ".tar.gz", ".zip");
        Path archive;
        try (var files = Files.list(clone.resolve("dist/target"))) {
            archive = files.filter(f -> f.toString().endsWith(".tar.gz")).findFirst().orElseThrow();
        }
        Path installed = Files.createDirectory(clone.resolve("installed"));
        ended(List.of("tar", "-xzf", archive.toString(), "-C", installed.toString()));
        Path home;
        try (var folders = Files.list(installed)) {
            home = folders.findFirst().orElseThrow();
        }
        assertThat(Files.readString(home.resolve("tunebook.cdx.json")))
                .contains("\"bomFormat\" : \"CycloneDX\"", "pkg:maven/org.jooq/jooq@");
        assertThat(
                        ended(
                                List.of(
                                        home.resolve("bin/tunebook").toString(),
                                        "doctor",
                                        "--online",
                                        "--osv",
                                        "http://127.0.0.1:1",
                                        "--data-dir",
                                        clone.resolve("data").toString())))
                .as(
                        "it contains its bill of materials, and warns when the database cannot be reached")
                .contains("warn  holes", "could not be queried");
        assertThatTheJarServes(home.resolve("lib/tunebook.jar"));
    }

    /// The lines of a start script with the collector, modules and access for Java.
    private static List<String> flags(Path script) throws IOException {
        try (var lines = Files.lines(script)) {
            return lines.map(String::strip)
                    .filter(l ->
                            l.startsWith("collector=\"-XX")
                                    || l.startsWith("modules=\"--add-modules")
                                    || l.startsWith("$collector"))
                    .toList();
        }
    }

    private void assertThatTheJarServes(Path jar) throws Exception {
        int port = Tunebook.freePort();
        Process server =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-jar",
                                jar.toString(),
                                "serve",
                                "--data-dir",
                                clone.resolve("data").toString(),
                                "--port",
                                Integer.toString(port))
                        .redirectErrorStream(true)
                        .start();
        try (var out = server.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(out.readLine()).contains("slower without jdk.incubator.vector");
            assertThat(out.readLine()).contains("Tunebook at http://127.0.0.1:" + port);
            for (String path :
                    List.of("/", "/static/js/main.js", "/api/v1/projects", "/health/ready")) {
                var answer =
                        client.send(
                                HttpRequest.newBuilder(
                                                URI.create("http://127.0.0.1:" + port + path))
                                        .build(),
                                BodyHandlers.discarding());
                assertThat(answer.statusCode()).as(path).isEqualTo(200);
            }
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// The output of a command that succeeds.
    private String ended(List<String> command) throws Exception {
        Path out = Files.createTempFile(clone, "out", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out);
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
