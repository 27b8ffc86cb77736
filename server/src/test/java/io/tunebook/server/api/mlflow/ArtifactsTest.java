package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.TestServer;
import io.tunebook.server.exchange.tracking.ArtifactSweep;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Tracking;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Artifacts and access to them, over plain HTTP.
class ArtifactsTest extends TestServer {
    private static final String PROXY = "/api/2.0/mlflow-artifacts/artifacts/";

    /// SHA-256 of `hello`.
    private static final String DIGEST =
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private Tracking tracking;
    private Tokens tokens;
    private String run;

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens).withArtifacts(new Artifacts(folder));
    }

    @BeforeEach
    void open() throws IOException {
        tracking = new Tracking(ledger);
        run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
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
    void anArtifactIsStoredBesideTheLogUnderItsHash() throws IOException {
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
    void aPathOutsideTheRunIsRefused(String path) throws IOException {
        long head = log.head().position();
        for (String method : List.of("GET", "PUT", "DELETE")) {
            // Without a body, because an unread body can reset the connection before
            // the answer is read.
            var answer = send(method, place(path), BodyPublishers.noBody());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 404);
        }
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(Files.exists(folder.resolve("artifacts"))).isFalse();
    }

    @Test
    void aFileAboveTheLimitIsRefusedAndNotStored() throws IOException {
        byte[] chunk = new byte[(int) Artifacts.MAX_BYTES + 1];
        var answer =
                send(
                        "PUT",
                        place("big.bin"),
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunk)));
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"error_code\":\"INVALID_PARAMETER_VALUE\"", "64 MB");
        assertThat(kept()).isEmpty();
        var most =
                send(
                        "PUT",
                        place("most.bin"),
                        BodyPublishers.ofByteArray(chunk, 0, chunk.length - 1));
        assertThat(most.statusCode()).as(most.body()).isEqualTo(200);
    }

    @Test
    void unauthorizedRequestsAreAnsweredInMlflowsShape() throws IOException {
        String reader = tokens.create("rita", AccessRole.READER, null);
        String recorder = tokens.create("rob", AccessRole.RECORDER, null);
        var unauthenticated = get("/api/2.0/mlflow/experiments/get?experiment_id=0");
        assertThat(unauthenticated.statusCode()).isEqualTo(401);
        assertThat(unauthenticated.body())
                .contains("\"error_code\":\"UNAUTHENTICATED\"", "\"message\":\"");
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
    void tooLargeOrInvalidRequestsAreAnsweredInMlflowsShape() {
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

    @Test
    void aSweptFileOfARestoredRunIsExplainedAndCanBeStoredAgain() throws IOException {
        send("PUT", place("a.txt"), BodyPublishers.ofString("hello"));
        tracking.delete(run, true, "ada");
        Path file = kept().getFirst();
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        new ArtifactSweep(ledger, new Artifacts(folder)).run(Instant.now(), "bo");
        tracking.delete(run, false, "ada");
        HttpResponse<String> swept = get(place("a.txt"));
        assertThat(swept.statusCode()).isEqualTo(404);
        assertThat(swept.body())
                .contains(
                        "RESOURCE_DOES_NOT_EXIST",
                        "'a.txt' of Run " + run,
                        "was swept at",
                        "by bo");
        send("PUT", place("a.txt"), BodyPublishers.ofString("hello"));
        assertThat(get(place("a.txt")).body()).isEqualTo("hello");
        Files.delete(kept().getFirst());
        assertThat(get(place("a.txt")).body()).contains("is missing: restore it from a backup");
    }
}
