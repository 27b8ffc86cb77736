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
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server with a quota of 1 MB for the artifacts of each project.
class ArtifactQuotaTest extends TestServer {
    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder, DiskReserve.NONE, 1 << 20));
    }

    private HttpResponse<String> put(String experiment, String run, String name, BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        server.url()
                                                + "/api/2.0/mlflow-artifacts/artifacts/%s/%s/artifacts/%s"
                                                        .formatted(experiment, run, name)))
                        .PUT(body)
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void filesBeyondTheQuotaAreRefusedWithUseAndQuota() throws Exception {
        Tracking tracking = new Tracking(ledger);
        String run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
        byte[] most = new byte[700 << 10];
        assertThat(put("0", run, "a", BodyPublishers.ofByteArray(most)).statusCode())
                .isEqualTo(200);
        most[0] = 1;
        for (BodyPublisher body :
                new BodyPublisher[] {
                    BodyPublishers.ofByteArray(most),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(most))
                }) {
            HttpResponse<String> refused = put("0", run, "b", body);
            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body())
                    .contains("experiment 0 uses 0.7 MB of its quota of 1.0 MB", "tunebook gc");
        }
        most[0] = 0;
        assertThat(
                        put(
                                        "0",
                                        run,
                                        "again",
                                        BodyPublishers.ofInputStream(() ->
                                                new ByteArrayInputStream(new byte[200 << 10])))
                                .statusCode())
                .isEqualTo(200);
        String other = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String its = tracking.createRun(other, "r", "ada", 1, Map.of(), "ada");
        assertThat(put(other, its, "a", BodyPublishers.ofByteArray(most)).statusCode())
                .isEqualTo(200);
    }
}
