package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandLineTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @TempDir private Path folder;

    private Tunebook ended(String... arguments) throws Exception {
        Tunebook tunebook = Tunebook.start(folder, arguments);
        tunebook.exit();
        return tunebook;
    }

    /// The real datasets are beside the checkout on development machines; elsewhere these tests are
    /// skipped.
    static Path sharedData(String name) {
        Path root = Path.of("").toAbsolutePath();
        while (root != null && !Files.exists(root.resolve(".ci"))) {
            root = root.getParent();
        }
        Path data =
                root == null
                        ? Path.of(name)
                        : root.resolve("../shared/data").resolve(name).normalize();
        assumeThat(Files.exists(data)).as("skipped: %s does not exist", data).isTrue();
        return data;
    }

    @Test
    void theDemoOnACsvFileTrainsVerifiesReplaysAndDetectsTampering() throws Exception {
        Path csv = sharedData("digits.csv");
        Path log = folder.resolve("log");
        String dir = log.toString();
        Tunebook demo =
                ended(
                        "demo",
                        "--exit",
                        "--json",
                        "--data-dir",
                        dir,
                        "--port",
                        "" + Tunebook.freePort(),
                        "--data",
                        csv.toString());
        assertThat(demo.exit()).as(demo.err()).isZero();
        JsonNode summary = MAPPER.readTree(demo.out());
        int trials = summary.get("trials").asInt();
        int infeasible = summary.get("infeasible").asInt();
        assertThat(trials).isGreaterThanOrEqualTo(48);
        assertThat(infeasible).isBetween(1, trials / 2);
        assertThat(summary.get("best"))
                .hasSize(2)
                .allSatisfy(b -> assertThat(b.get("error").asDouble()).isBetween(0.005, 0.10));
        assertThat(demo.err())
                .contains("[################################] " + trials + " of " + trials);

        Ended verified = Ended.of("verify", "--data-dir", dir);
        assertThat(verified.exit()).isZero();
        assertThat(verified.out())
                .contains(String.format("%,d events", summary.get("events").asInt()))
                .contains(summary.get("head").asString());

        Ended replayed = Ended.of("replay", "--data-dir", dir, "--to", "6", "--json");
        assertThat(replayed.exit()).as(replayed.err()).isZero();
        assertThat(MAPPER.readTree(replayed.out()).get("position").asInt()).isEqualTo(6);
        assertThat(Ended.of("replay", "--data-dir", dir).out())
                .contains("Round 1, open")
                .contains("best");
        Ended beyond = Ended.of("replay", "--data-dir", dir, "--to", "999999");
        assertThat(beyond.exit()).isEqualTo(1);
        assertThat(complaints(beyond.err())).singleElement().asString().contains("the log ends at");

        try (Connection c =
                        DriverManager.getConnection("jdbc:sqlite:" + log.resolve("tunebook.db"));
                Statement sql = c.createStatement()) {
            sql.execute("DROP TRIGGER log_event_no_update");
            sql.execute(
                    "UPDATE log_event SET payload = CAST(replace(CAST(payload AS TEXT), 'nesterov', 'nesterow') AS BLOB) WHERE position = 3");
        }
        Ended broken = Ended.of("verify", "--data-dir", dir);
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out()).contains("at position 3");
        JsonNode json = MAPPER.readTree(Ended.of("verify", "--data-dir", dir, "--json").out());
        assertThat(json.get("intact").asBoolean()).isFalse();
        assertThat(json.get("position").asInt()).isEqualTo(3);
    }

    /// The standard error without the JVM's own warnings.
    private static List<String> complaints(String err) {
        return err.lines().filter(l -> !l.startsWith("WARNING: Using")).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b,label\\n1,2,x\\n3,four,y | data.csv | four",
                "a,b\\n1,2\\n | data.csv | label",
                "'' | data.csv | data.csv",
                "not an idx file | train-images-idx3-ubyte | train-images-idx3-ubyte",
                "hello | notes.txt | .csv"
            })
    void anInvalidDataFileIsReportedInOneLineAndCreatesNoLog(
            String content, String name, String message) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(file, content.replace("\\n", "\n"));
        Path log = folder.resolve("log");
        Ended demo =
                Ended.of("demo", "--exit", "--data-dir", log.toString(), "--data", file.toString());
        assertThat(demo.exit()).isEqualTo(1);

        assertThat(demo.err().lines())
                .singleElement()
                .asString()
                .startsWith("tunebook: ")
                .contains(message);
        assertThat(log).doesNotExist();
    }

    @Test
    void aPortInUseIsReportedAndTheNextFreeOneIsUsed() throws Exception {
        // Another process that has the port may end before this one starts: then once more.
        for (int tries = 0; tries < 10; tries++) {
            try (ServerSocket _ = taken(7070);
                    Tunebook serve =
                            Tunebook.start(
                                    folder,
                                    "serve",
                                    "--data-dir",
                                    folder.resolve("log").toString())) {
                await(() -> serve.out().contains("Tunebook at"), serve);
                if (serve.out().contains(":7070")) {
                    continue;
                }
                assertThat(serve.err()).containsPattern("Port 7070 is in use: using 70\\d\\d");
                Tunebook second = ended("serve", "--data-dir", folder.resolve("log").toString());
                assertThat(second.exit()).isEqualTo(1);
                assertThat(second.err()).contains("is using the log in");
                return;
            }
        }
        throw new AssertionError("port 7070 was free each time");
    }

    /// The default port, bound by this test or by another process.
    private static ServerSocket taken(int port) throws java.io.IOException {
        try {
            return new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress());
        } catch (java.net.BindException e) {
            return new ServerSocket(0);
        }
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(Check check, Tunebook process) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!check.holds()) {
            assertThat(process.isAlive()).as(process.err()).isTrue();
            assertThat(System.nanoTime()).as("it took too long").isLessThan(end);
            Thread.sleep(20);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "verify --nope, 2",
        "nonsense, 2",
        "'', 2",
        "replay --to x, 2",
        "--help, 0",
        "demo --help, 0",
        "serve --help, 0",
        "verify --help, 0",
        "replay --help, 0",
        "--version, 0"
    })
    void exitStatusesAreAContract(String arguments, int status) {
        Ended ended = Ended.of(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(ended.exit()).isEqualTo(status);
        if (status == 2) {
            assertThat(ended.err().lines()).singleElement().asString().contains("--help");
        }
    }

    @Test
    void aProcessExitsWithThatStatus() throws Exception {
        Tunebook tunebook = ended("nonsense");
        assertThat(tunebook.exit()).isEqualTo(2);
        assertThat(complaints(tunebook.err())).singleElement().asString().contains("--help");
        assertThat(ended("--version").exit()).isZero();
    }
}
