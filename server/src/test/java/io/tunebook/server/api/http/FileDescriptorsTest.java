package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.exchange.tracking.Tracking;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server with few file descriptors: 16 connections, of which 8 can be live streams and 4 are for
/// writes.
class FileDescriptorsTest extends TestServer {
    private static final int LIBRARIES = 10;
    private final List<AutoCloseable> open = new ArrayList<>();

    @Override
    protected ServerOptions options() throws IOException {
        return super.options()
                .withDescriptors(new FileDescriptors(LIBRARIES + 40 + 32 + 2 * 16, LIBRARIES));
    }

    @AfterEach
    void disconnect() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private HttpResponse<InputStream> get(String path, String accept) throws Exception {
        HttpResponse<InputStream> response =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .header("Accept", accept)
                                .build(),
                        BodyHandlers.ofInputStream());
        open.add(response.body());
        return response;
    }

    private HttpResponse<String> write(String run) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/mlflow/runs/log-metric"))
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofString(
                                        "{\"run_id\":\"%s\",\"key\":\"l\",\"value\":1,\"timestamp\":1,\"step\":1}"
                                                .formatted(run)))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void streamsAndReadsBeyondTheBudgetAreRefusedAndWritesContinue() throws Exception {
        String run = new Tracking(ledger).createRun("0", "r", "ada", 1, Map.of(), "ada");
        for (int i = 0; i < 8; i++) {
            assertThat(get(LiveStream.PATH, "text/event-stream").statusCode()).isEqualTo(200);
        }
        HttpResponse<InputStream> ninth = get(LiveStream.PATH, "text/event-stream");
        assertThat(ninth.statusCode()).isEqualTo(503);
        assertThat(new String(ninth.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("overloaded with 8");
        URI url = URI.create(server.url());
        for (int i = 0; i < 5; i++) {
            open.add(new Socket(url.getHost(), url.getPort()));
        }
        HttpResponse<InputStream> read = get("/api/v1/projects", "application/json");
        // The connections may not be accepted yet.
        for (int i = 0; i < 1_000 && read.statusCode() == 200; i++) {
            read.body().close();
            read = get("/api/v1/projects", "application/json");
        }
        assertThat(read.statusCode()).isEqualTo(503);
        assertThat(read.headers().firstValue("Connection")).hasValue("close");
        assertThat(new String(read.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("allows 16, of which a quarter is for writes", "ulimit -n");
        assertThat(write(run).statusCode()).isEqualTo(200);
        assertThat(get("/health/live", "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void theLimitsAreThoseOfThePlatformWhenThereAreEnoughDescriptors() {
        FileDescriptors many = new FileDescriptors(65_536, 150);
        assertThat(many.problem()).isNull();
        assertThat(many.warning()).isNull();
        assertThat(many.connections(4_096)).isEqualTo(4_096);
        assertThat(many.streams(2_048, 4_096)).isEqualTo(2_048);
    }

    @Test
    void fewDescriptorsAreAWarningAndTooFewAProblem() {
        FileDescriptors few = new FileDescriptors(512, 150);
        assertThat(few.problem()).isNull();
        assertThat(few.warning())
                .contains(
                        "the limit of open files is 512: at most 145 connections",
                        "72 can be live pages",
                        "ulimit -n 65536");
        assertThat(new FileDescriptors(160, 150).problem())
                .contains("the limit of open files is 160, but at least 278 are needed");
    }
}
