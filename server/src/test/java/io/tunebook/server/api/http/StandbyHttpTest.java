package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Objective;
import io.tunebook.events.postgresql.PostgresEventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.server.Await;
import io.tunebook.server.SharedDatabase;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a standby answers while another server writes, and once it has taken over.
class StandbyHttpTest {
    private static final String PROJECT =
            "{\"id\":\"q\",\"title\":\"Q\",\"objective\":{\"metric\":\"loss\",\"direction\":\"MINIMIZE\"}}";

    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private PostgresEventLog writing;
    private Ledger writer;
    private PostgresEventLog following;
    private Ledger standby;
    private WebServer server;

    @BeforeEach
    void aWriterAndAStandby() throws Exception {
        String location = SharedDatabase.create();
        writing = SharedDatabase.open(location, folder.resolve("alpha"), "alpha");
        writer = new Ledger(writing, Clock.systemUTC());
        following = SharedDatabase.open(location, folder.resolve("beta"), "beta");
        standby = new Ledger(following, Clock.systemUTC());
        server =
                WebServer.start(
                        standby,
                        SigningKey.in(folder.resolve("beta")),
                        ServerOptions.of("127.0.0.1", 0, "ada"));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        standby.close();
        following.close();
        writer.close();
        writing.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(UUID key) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects"))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key.toString())
                        .POST(HttpRequest.BodyPublishers.ofString(PROJECT))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> postTo(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aStandbyShowsTheLogNamesTheWriterAndTakesTheSameRequestOnceItIsTheWriter()
            throws Exception {
        writer.perform(
                new Command.CreateProject(
                        "p", "Shared", new Objective("loss", Objective.Direction.MINIMIZE)),
                "ada");
        Await.until(() -> standby.now().position() == 1);
        assertThat(get("/api/v1/projects").body()).contains("Shared");
        HttpResponse<String> ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("\"role\":\"standby\"", "standby of alpha");
        assertThat(get("/health/live").statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("tunebook_log_standby 1.0", "tunebook_log_writable 0.0")
                .containsPattern("tunebook_log_size_bytes [1-9]");

        UUID key = UUID.randomUUID();
        HttpResponse<String> refused = post(key);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body()).contains("standby of alpha", "retry");

        assertThat(postTo("/api/v1/trials/not-known-here-yet/heartbeat").statusCode())
                .as("what a standby does not know may be in the log")
                .isEqualTo(503);

        writer.close();
        writing.close();
        Await.until(standby::isWritable);
        assertThat(post(key).statusCode()).isEqualTo(200);
        assertThat(post(key).statusCode()).isEqualTo(200);
        assertThat(standby.now().position()).isEqualTo(2);
        assertThat(get("/health/ready").body()).contains("\"role\":\"writer\"");
        assertThat(get("/metrics").body()).contains("tunebook_log_standby 0.0");
    }
}
