package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Objective;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.snapshot.SnapshotCache;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder of a log as an earlier version left it, after its server was killed: 35 events of a
/// project with an external study and of a tracked experiment, files of runs, a snapshot, and a
/// token. That version wrote files with the permissions of the umask.
class UpgradeTest {
    private static final long EVENTS = 35;
    private static final String TOKEN = "tunebook_PI5zxgCuezYSaReruk2ENivOlZddB_hmBG0b7w3F2PQ";
    private static final List<String> PAGES =
            List.of(
                    "/api/v1/projects",
                    "/api/v1/projects/p",
                    "/api/v1/rounds/p-r1",
                    "/api/v1/rounds/p-r1/learning",
                    "/api/v1/studies/p-s1",
                    "/api/v1/trials/p-s1-t0",
                    "/api/v1/experiments",
                    "/api/v1/experiments/1",
                    "/api/v1/log/checkpoint",
                    "/api/v1/events?limit=100");

    @TempDir private Path temporary;
    private Path folder;

    @BeforeEach
    void unpack() throws IOException {
        folder = Files.createDirectory(temporary.resolve("data"));
        try (InputStream file =
                        Objects.requireNonNull(
                                UpgradeTest.class.getResourceAsStream(
                                        "/io/tunebook/server/upgrade/log.zip"));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path path = folder.resolve(entry.getName());
                Files.createDirectories(path.getParent());
                Files.copy(zip, path);
            }
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Files.setPosixFilePermissions(
                        path,
                        PosixFilePermissions.fromString(
                                Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    private String run(int expected, String... arguments) {
        StringWriter out = new StringWriter();
        int exit = Main.commandLine().setOut(new PrintWriter(out)).execute(withFolder(arguments));
        assertThat(exit).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    private String[] withFolder(String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--data-dir", folder.toString()))
                .toArray(String[]::new);
    }

    @Test
    void itVerifiesBeforeTheNewVersionChangesIt() {
        assertThat(run(0, "verify")).contains("The log verifies: 35 events.");
    }

    @Test
    void itsPagesAndFilesAreReadWithItsTokenAndItTakesNewEvents() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder, Wire::isSame);
                Ledger ledger = new Ledger(log, Clock.systemUTC(), SnapshotCache.in(folder, log));
                WebServer server =
                        WebServer.start(
                                ledger,
                                SigningKey.in(folder),
                                ServerOptions.of("127.0.0.1", 0, "ada")
                                        .withTokens(new Tokens(folder, Clock.systemUTC()))
                                        .withArtifacts(new Artifacts(folder)));
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(log.state()).isInstanceOf(LogState.Writable.class);
            assertThat(ledger.now().position()).isEqualTo(EVENTS);
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            for (String page : PAGES) {
                HttpResponse<String> read = get(client, server, page);
                assertThat(read.statusCode()).as("%s: %s", page, read.body()).isEqualTo(200);
            }
            var run = ledger.now().book().tracked().runs().values().iterator().next();
            String path = run.artifacts().keySet().iterator().next();
            assertThat(
                            get(
                                            client,
                                            server,
                                            "/api/2.0/mlflow-artifacts/artifacts/%s/%s/artifacts/%s"
                                                    .formatted(run.experiment(), run.id(), path))
                                    .body())
                    .startsWith("weights of run ");
            ledger.perform(
                    new Command.CreateProject(
                            "q", "Q", new Objective("loss", Objective.Direction.MINIMIZE)),
                    "ada");
            assertThat(ledger.now().position()).isEqualTo(EVENTS + 1);
            assertThat(log.verify())
                    .isInstanceOfSatisfying(
                            Verification.Intact.class,
                            v -> assertThat(v.events()).isEqualTo(EVENTS + 1));
        }
        assertThat(run(0, "verify")).contains("36 events");
    }

    private static HttpResponse<String> get(HttpClient client, WebServer server, String path)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void itsSnapshotIsIgnoredAndReplaced() throws IOException {
        Path snapshot = folder.resolve("snapshot");
        byte[] old = Files.readAllBytes(snapshot);
        try (SqliteEventLog log = SqliteEventLog.open(folder, Wire::isSame)) {
            SnapshotCache cache = SnapshotCache.in(folder, log);
            assertThat(cache.read().position()).isZero();
            try (Ledger ledger = new Ledger(log, Clock.systemUTC(), cache)) {
                for (int i = 0; i < 3; i++) {
                    measure(ledger, "r" + i);
                }
            }
            assertThat(Files.readAllBytes(snapshot)).isNotEqualTo(old);
            assertThat(SnapshotCache.in(folder, log).read().position())
                    .isEqualTo(log.head().position());
        }
    }

    /// A run with so many metrics that a stop stores a snapshot.
    private static void measure(Ledger ledger, String run) {
        List<io.tunebook.events.Measurements> metrics =
                Stream.iterate(0, i -> i < 8_000, i -> i + 1)
                        .map(i ->
                                io.tunebook.events.Measurements.untimed(
                                        "m" + i, new long[] {1}, new double[] {i}))
                        .toList();
        ledger.perform(
                new Command.RecordRun(
                        new Command.CreateRun(run, "1", run, "ada", 1L, Map.of()),
                        new Command.LogRun(run, Map.of(), Map.of(), List.of(), metrics),
                        null),
                "ada");
    }

    @Test
    void doctorReportsAndRemovesThePermissionsOfOthers() throws IOException {
        assertThat(run(0, "doctor")).contains("warn  permissions", "access.json");
        assertThat(run(0, "doctor", "--fix")).contains("ok    permissions");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }
}
