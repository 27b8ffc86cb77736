package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of runs, and who may come in, as plain HTTP shows them.
class ArtifactsTest {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    /// Of `hello`.
    private static final String DIGEST =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private Tracking tracking;
    private Tokens tokens;
    private WebServer server;
    private String run;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() throws IOException {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        tracking = new Tracking(ledger);
        tokens = new Tokens(folder, Clock.systemUTC());
        server =
                WebServer.start(
                        ledger,
                        SigningKey.in(folder),
                        ServerOptions.of("127.0.0.1", 0, "somebody")
                                .withTokens(tokens)
                                .withArtifacts(new Artifacts(folder)));
        run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
    }

    @AfterEach
    void close() {
        server.close();
        ledger.close();
        log.close();
        client.close();
    }

    private HttpResponse<String> send(
            String method, String path, BodyPublisher body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path)).method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    private String place(String path) {
        return PROXY + "0/" + run + "/artifacts/" + path;
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("artifacts"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aFileStandsBesideTheLogUnderTheHashThatStandsInIt() throws IOException {
        assertThat(
                        send("PUT", place("model/a%20b.txt"), BodyPublishers.ofString("hello"))
                                .statusCode())
                .isEqualTo(200);
        var stored =
                Objects.requireNonNull(
                        Objects.requireNonNull(tracking.now().run(run))
                                .artifacts()
                                .get("model/a b.txt"));
        assertThat(stored.digest()).isEqualTo(DIGEST);
        assertThat(stored.bytes()).isEqualTo(5);
        assertThat(kept()).singleElement().satisfies(f -> assertThat(f).hasFileName(DIGEST));
        assertThat(get(place("model/a%20b.txt")).body()).isEqualTo("hello");
        assertThat(get("/api/2.0/mlflow/artifacts/list?path=model&run_id=" + run).body())
                .contains("\"path\":\"model/a b.txt\"", "\"file_size\":5");
        assertThat(
                        get(PROXY.substring(0, PROXY.length() - 1)
                                        + "?path=0/"
                                        + run
                                        + "/artifacts")
                                .body())
                .contains("\"path\":\"model\"", "\"is_dir\":true");
        assertThat(send("DELETE", place("model"), BodyPublishers.noBody()).statusCode())
                .isEqualTo(200);
        assertThat(get(place("model/a%20b.txt")).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..%2F..%2Ftunebook.db",
                "%2e%2e/%2e%2e/tunebook.db",
                "a/..%2f..%2fx",
                "a%5C..%5Cx",
                "a//x",
                "a%00x",
                "a%0Ax",
            })
    void aPathThatLeadsElsewhereIsRefused(String path) throws IOException {
        long head = log.head().position();
        for (String method : List.of("GET", "PUT", "DELETE")) {
            // Without a body: one that is left unread may take the answer with it.
            var answer = send(method, place(path), BodyPublishers.noBody());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
        }
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(Files.exists(folder.resolve("artifacts"))).isFalse();
    }

    @Test
    void aFileAboveTheLimitIsRefusedAndNothingOfItStays() throws IOException {
        byte[] chunk = new byte[(int) Artifacts.MAX_BYTES + 1];
        var answer =
                send(
                        "PUT",
                        place("big.bin"),
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunk)));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body())
                .contains("\"error_code\":\"INVALID_PARAMETER_VALUE\"", "64,000,000");
        assertThat(kept()).isEmpty();
        var most =
                send(
                        "PUT",
                        place("most.bin"),
                        BodyPublishers.ofByteArray(chunk, 0, chunk.length - 1));
        assertThat(most.statusCode()).as(most.body()).isEqualTo(200);
    }

    @Test
    void whoIsNotLetInIsToldInMlflowsShape() throws IOException {
        String reader = tokens.create("rita", AccessRole.READER, null);
        String recorder = tokens.create("rob", AccessRole.RECORDER, null);
        var nobody = get("/api/2.0/mlflow/experiments/get?experiment_id=0");
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.body()).contains("\"error_code\":\"UNAUTHENTICATED\"", "\"message\":\"");
        var search = BodyPublishers.ofString("{\"experiment_ids\":[\"0\"]}");
        String[] rita = {"Authorization", "Bearer " + reader};
        String[] rob = {"Authorization", "Bearer " + recorder};
        assertThat(send("POST", "/api/2.0/mlflow/runs/search", search, rita).statusCode())
                .isEqualTo(200);
        var body = BodyPublishers.ofString("{\"experiment_id\":\"0\"}");
        var refused = send("POST", "/api/2.0/mlflow/runs/create", body, rita);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"error_code\":\"PERMISSION_DENIED\"");
        assertThat(send("POST", "/api/2.0/mlflow/runs/create", body, rob).statusCode())
                .isEqualTo(200);
        assertThat(send("PUT", place("x"), BodyPublishers.ofString("x"), rita).body())
                .contains("\"error_code\":\"PERMISSION_DENIED\"");
    }

    @Test
    void aRequestThatIsTooLargeOrNoJsonIsToldInMlflowsShape() {
        for (String body : List.of("{", "[]", "{\"run_id\":{}}", "x".repeat(1_100_000))) {
            var answer =
                    send("POST", "/api/2.0/mlflow/runs/log-batch", BodyPublishers.ofString(body));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("\"error_code\":\"INVALID_PARAMETER_VALUE\"");
        }
        var huge =
                send(
                        "POST",
                        "/api/2.0/mlflow/runs/log-batch",
                        BodyPublishers.ofByteArray(new byte[9 << 20]));
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("\"error_code\":");
    }
}
