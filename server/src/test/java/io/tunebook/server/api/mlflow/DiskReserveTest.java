package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.TestServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.DiskReserve;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A server whose disk has less free space than its reserve.
class DiskReserveTest extends TestServer {
    @Override
    protected ServerOptions options() throws IOException {
        return super.options()
                .withArtifacts(new Artifacts(folder, new DiskReserve(Long.MAX_VALUE / 2), 0));
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .method(method, body)
                        .header("Content-Type", "application/json")
                        .build(),
                BodyHandlers.ofString());
    }

    private List<Path> artifacts() throws IOException {
        Path all = folder.resolve(Artifacts.FOLDER);
        if (!Files.exists(all)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(all)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void artifactsAreRefusedBelowTheReserveAndTheLogContinues() throws Exception {
        String run = new Tracking(ledger).createRun("0", "r", "ada", 1, Map.of(), "ada");
        String path = "/api/2.0/mlflow-artifacts/artifacts/0/%s/artifacts/a.txt".formatted(run);
        for (BodyPublisher body :
                List.of(
                        BodyPublishers.ofString("hello"),
                        BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(new byte[3 << 20])))) {
            HttpResponse<String> refused = send("PUT", path, body);
            assertThat(refused.statusCode()).isEqualTo(507);
            assertThat(refused.body())
                    .contains("\"error_code\":\"TEMPORARILY_UNAVAILABLE\"")
                    .contains("reserved for the log", "tunebook gc")
                    .doesNotContain(folder.toString());
        }
        assertThat(artifacts()).isEmpty();
        assertThat(
                        send(
                                        "POST",
                                        "/api/2.0/mlflow/runs/log-metric",
                                        BodyPublishers.ofString(
                                                "{\"run_id\":\"%s\",\"key\":\"loss\",\"value\":1,\"timestamp\":1,\"step\":1}"
                                                        .formatted(run)))
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void uploadsOfImportsAreRefusedBelowTheReserve() throws Exception {
        HttpResponse<String> refused =
                send(
                        "POST",
                        "/api/v1/imports?kind=csv&name=runs.csv",
                        BodyPublishers.ofString("lr,loss\n0.1,2\n"));
        assertThat(refused.statusCode()).isEqualTo(507);
        assertThat(refused.body()).contains("\"title\":\"No space\"", "reserved for the log");
    }
}
