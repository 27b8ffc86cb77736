package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.training.run.StudyData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the process ends, and how studies resume after it was killed.
@Timeout(300)
class OperationTest {
    private static final int TRIALS_EACH = 6;

    @TempDir private Path folder;
    private Path table;
    private final HttpClient client = HttpClient.newHttpClient();

    /// Two clusters, which are learned quickly.
    @BeforeEach
    void writeTable() throws IOException {
        Random random = new Random(5);
        String rows =
                IntStream.range(0, 200)
                        .mapToObj(i ->
                                "%f,%f,%d"
                                        .formatted(
                                                random.nextGaussian() + i % 2,
                                                random.nextGaussian(),
                                                i % 2))
                        .collect(Collectors.joining("\n"));
        table = Files.writeString(folder.resolve("table.csv"), "x,y,label\n" + rows + "\n");
    }

    private Tunebook demo(Path data, int port, String... more) throws IOException {
        if (!Files.exists(data)) {
            SmallDemo.write(data, StudyData.of(table, "label"), TRIALS_EACH);
        }
        String[] arguments = {
            "demo", "--data", table.toString(), "--data-dir", data.toString(), "--port", "" + port
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Tunebook.start(folder, all);
    }

    private void completed(Tunebook tunebook, int port, int trials) throws Exception {
        tunebook.waitFor(() -> {
            String metrics = get(port, "/metrics");
            return metrics.lines()
                    .filter(l -> l.startsWith("tunebook_trials{state=\"completed\"}"))
                    .anyMatch(l -> Double.parseDouble(l.substring(l.indexOf(' '))) >= trials);
        });
    }

    private String get(int port, String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static String best(String json) {
        return json.substring(json.indexOf("\"best\""), json.indexOf("\"seconds\""));
    }

    @Test
    void aStudyAfterAKilledServerReachesTheSameResultAsAnUninterruptedOne() throws Exception {
        int port = Tunebook.freePort();
        try (Tunebook killed = demo(folder.resolve("killed"), port)) {
            completed(killed, port, 3);
            ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
            killed.exit();
        }
        try (Tunebook resumed = demo(folder.resolve("killed"), 0, "--exit", "--json")) {
            assertThat(resumed.exit()).as(resumed.err()).isZero();
            try (Tunebook whole = demo(folder.resolve("whole"), 0, "--exit", "--json")) {
                assertThat(whole.exit()).as(whole.err()).isZero();
                assertThat(errors(best(resumed.out()))).isEqualTo(errors(best(whole.out())));
            }
        }
    }

    /// Without the ids of trials: those that the killed server left behind used some.
    private static String errors(String best) {
        return best.replaceAll("\"trial\":\"[^\"]*\"", "");
    }

    @Test
    void aServerThatIsStoppedDuringTrainingEndsItsStreamsAndExits() throws Exception {
        int port = Tunebook.freePort();
        Path data = folder.resolve("stopped");
        try (Tunebook tunebook = demo(data, port)) {
            completed(tunebook, port, 1);
            var stream =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/api/v1/events/stream?after=0"
                                                            .formatted(port)))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofInputStream());
            ProcessHandle.of(tunebook.pid()).orElseThrow().destroy();
            tunebook.exit();
            try (BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                String heard = in.lines().collect(Collectors.joining("\n"));
                assertThat(heard).contains("retry: ").contains("event: closing");
            }
        }
        Ended verify = Ended.of("verify", "--data-dir", data.toString());
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
    }
}
