package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.TestServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Requests that MLflow's clients never or rarely send, over plain HTTP.
class MlflowHttpTest extends TestServer {
    private static final JsonMapper MAPPER = new JsonMapper();

    private Tokens tokens;

    @Override
    protected ServerOptions options() throws IOException {
        tokens = new Tokens(folder, Clock.systemUTC());
        return super.options().withTokens(tokens).withArtifacts(new Artifacts(folder));
    }

    private HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/" + path))
                        .method(method, BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode post(String path, String body) {
        HttpResponse<byte[]> answer =
                send(
                        "POST",
                        "mlflow/" + path,
                        body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).as(text(answer.body())).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private String run() {
        return post("runs/create", "{}").at("/run/info/run_id").stringValue();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    private void refused(HttpResponse<byte[]> answer, int status, String code) {
        JsonNode body = MAPPER.readTree(answer.body());
        assertThat(answer.statusCode()).as(body.toString()).isEqualTo(status);
        assertThat(body.get("error_code").stringValue()).isEqualTo(code);
        assertThat(body.get("message").stringValue()).isNotBlank();
    }

    /// The first would make a regular expression exponential; the second is deeper than the stack
    /// when every character is a group; the third is as long as the maximum body.
    @Test
    void everyFilterIsFast() {
        String run = run();
        post(
                "runs/set-tag",
                "{\"run_id\":\"%s\",\"key\":\"x\",\"value\":\"%s\"}"
                        .formatted(run, "a".repeat(8_000)));
        assertThat(search("tags.x LIKE '" + "%a".repeat(400) + "b'").statusCode()).isEqualTo(200);
        assertThat(search("tags.x = '" + "''".repeat(400_000) + "'").statusCode()).isEqualTo(200);
        refused(search("(".repeat(900_000)), 400, "INVALID_PARAMETER_VALUE");
        refused(search("tags.x = '" + "''".repeat(400_000)), 400, "INVALID_PARAMETER_VALUE");
        refused(search("tags.x LIKE '" + "%".repeat(1_001) + "'"), 400, "INVALID_PARAMETER_VALUE");
        refused(
                search("tags.x = 'a'" + " and tags.x = 'a'".repeat(100)),
                400,
                "INVALID_PARAMETER_VALUE");
    }

    @Test
    void aNumberBeyondTheRangeOfTimesIsCompared() {
        run();
        assertThat(text(search("start_time < 99999999999999999999").body())).contains("run_id");
        assertThat(text(search("start_time > 99999999999999999999").body()))
                .doesNotContain("run_id");
    }

    private HttpResponse<byte[]> search(String filter) {
        String body =
                MAPPER.writeValueAsString(
                        java.util.Map.of(
                                "experiment_ids", java.util.List.of("0"), "filter", filter));
        return org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                java.time.Duration.ofMinutes(1),
                () ->
                        send(
                                "POST",
                                "mlflow/runs/search",
                                body.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | The request is not JSON",
                "[] | not a JSON object",
                "{} | Missing value for required parameter 'run_id'",
                "{\"run_id\":\"RUN\"} | Missing value for required parameter 'key'",
                "{\"run_id\":\"RUN\",\"key\":\"a\"} | Missing value for required parameter 'value'",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"value\":1} | required parameter 'timestamp'",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":1,\"value\":\"x\"} | Invalid value \"x\" for parameter 'value' supplied",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":\"soon\",\"value\":1} | Invalid value \"soon\" for parameter 'timestamp' supplied",
                "{\"run_id\":31,\"key\":\"a\",\"timestamp\":1,\"value\":1} | Invalid value 31 for parameter 'run_id' supplied",
                "{\"run_id\":\"RUN\",\"key\":31,\"timestamp\":1,\"value\":1} | Invalid value 31 for parameter 'key' supplied",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":1,\"value\":1,\"step\":3.5} | Invalid value 3.5 for parameter 'step' supplied",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":1,\"value\":1,\"step\":true} | of type 'bool'",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":1,\"value\":[1]} | of type 'list'",
                "{\"run_id\":\"RUN\",\"key\":\"a\",\"timestamp\":18446744073709551616,\"value\":1} | parameter 'timestamp'",
                "{\"run_id\":\"RUN\",\"key\":\" \",\"timestamp\":1,\"value\":1} | key",
            })
    void anInvalidMetricIsRefusedWithAMessage(String body, String words) {
        HttpResponse<byte[]> answer =
                send(
                        "POST",
                        "mlflow/runs/log-metric",
                        body.replace("RUN", run())
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        refused(answer, 400, "INVALID_PARAMETER_VALUE");
        assertThat(MAPPER.readTree(answer.body()).get("message").stringValue()).contains(words);
    }

    @Test
    void integersAreNumbersOrStringsAndNonFiniteValuesStringsOrTokens() {
        String run = run();
        post(
                "runs/log-batch",
                "{\"run_id\":\"%s\",\"unknown\":{},\"metrics\":[{\"key\":\"a\",\"value\":NaN,\"timestamp\":\"1700000000000\",\"step\":\"9007199254740993\"},{\"key\":\"a\",\"value\":\"-Infinity\",\"timestamp\":1,\"step\":-2}]}"
                        .formatted(run));
        String history =
                text(
                        send(
                                        "GET",
                                        "mlflow/metrics/get-history?run_id=%s&metric_key=a"
                                                .formatted(run),
                                        new byte[0])
                                .body());
        assertThat(history)
                .contains("\"value\":\"NaN\",\"timestamp\":1700000000000,\"step\":9007199254740993")
                .contains("\"value\":\"-Infinity\",\"timestamp\":1,\"step\":-2");
    }

    @Test
    void aBatchOfMoreThanAMegabyteIsRefused() {
        byte[] body =
                ("{\"run_id\":\"" + "x".repeat(1_000_001) + "\"}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        refused(send("POST", "mlflow/runs/log-batch", body), 400, "INVALID_PARAMETER_VALUE");
    }

    @Test
    void refusedAccessIsAnsweredInMlflowsShapeAndAReaderCanSearch() throws IOException {
        String run = run();
        String reader = tokens.create("eve", AccessRole.READER, null);
        String recorder = tokens.create("ada", AccessRole.RECORDER, null);
        byte[] search =
                "{\"experiment_ids\":[\"0\"]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] tag =
                "{\"run_id\":\"%s\",\"key\":\"a\",\"value\":\"b\"}"
                        .formatted(run)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        refused(send("POST", "mlflow/runs/search", search), 401, "UNAUTHENTICATED");
        String[] eve = {"Authorization", "Bearer " + reader};
        assertThat(send("POST", "mlflow/runs/search", search, eve).statusCode()).isEqualTo(200);
        refused(send("POST", "mlflow/runs/set-tag", tag, eve), 403, "PERMISSION_DENIED");
        String basic =
                java.util.Base64.getEncoder()
                        .encodeToString(
                                ("ada:" + recorder)
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(
                        send("POST", "mlflow/runs/set-tag", tag, "Authorization", "Basic " + basic)
                                .statusCode())
                .isEqualTo(200);
        assertThat(log.at(log.head().position()).orElseThrow().actor()).isEqualTo("ada");
    }

    @Test
    void anArtifactIsStoredUnderItsHashAndReadBackUnchanged() throws Exception {
        String run = run();
        byte[] file = new byte[300_000];
        new java.util.Random(1).nextBytes(file);
        String path = "mlflow-artifacts/artifacts/0/%s/artifacts/model/w.bin".formatted(run);
        assertThat(send("PUT", path, file).statusCode()).isEqualTo(200);
        assertThat(send("GET", path, new byte[0]).body()).isEqualTo(file);
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        assertThat(folder.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest))
                .hasBinaryContent(file);
        assertThat(text(log.at(log.head().position()).orElseThrow().payload()))
                .contains(digest, "\"bytes\":300000");
        String list = text(send("GET", "mlflow/artifacts/list?run_id=" + run, new byte[0]).body());
        assertThat(list).contains("{\"path\":\"model\",\"is_dir\":true}");
        list =
                text(
                        send(
                                        "GET",
                                        "mlflow-artifacts/artifacts?path=0/%s/artifacts/model"
                                                .formatted(run),
                                        new byte[0])
                                .body());
        assertThat(list).contains("{\"path\":\"w.bin\",\"is_dir\":false,\"file_size\":300000}");
        assertThat(send("DELETE", path, new byte[0]).statusCode()).isEqualTo(200);
        refused(send("GET", path, new byte[0]), 404, "RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void anArtifactThatIsTooLargeIsNotStored() throws IOException {
        String path = "mlflow-artifacts/artifacts/0/%s/artifacts/big".formatted(run());
        byte[] file = new byte[(int) Artifacts.MAX_BYTES + 1];
        long head = log.head().position();
        refused(send("PUT", path, file), 413, "INVALID_PARAMETER_VALUE");
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(send("PUT", path, Arrays.copyOf(file, file.length - 1)).statusCode())
                .isEqualTo(200);
        try (var files = Files.walk(folder.resolve("artifacts"))) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0/RUN/artifacts/..%2F..%2F..%2Ftunebook.db",
                "0/RUN/artifacts/%2E%2E/x",
                "0/RUN/artifacts/a%5C..%5Cb",
                "0/RUN/artifacts//x",
                "0/RUN/artifacts/a%00b",
                "0/RUN/artifacts",
                "0/RUN/elsewhere/x",
                "..%2F..%2Fetc%2Fpasswd",
            })
    void noPathLeavesItsRun(String path) throws IOException {
        String place = "mlflow-artifacts/artifacts/" + path.replace("RUN", run());
        long head = log.head().position();
        assertThat(send("PUT", place, new byte[] {1}).statusCode()).isBetween(400, 404);
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(folder.resolve("artifacts")).doesNotExist();
    }
}
