package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server whose log is damaged while it runs, over real HTTP.
class ReadOnlyLogTest extends TestServer {
    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withTokens(new Tokens(folder, Clock.systemUTC()));
    }

    @BeforeEach
    void open() throws IOException {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> createProject() throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects"))
                        .header("Content-Type", "application/json")
                        .header("Origin", server.url())
                        .POST(
                                BodyPublishers.ofString(
                                        """
                                        {"id": "p%d", "title": "P", "objective": {"metric": "validation/error", "direction": "MINIMIZE"}}
                                        """
                                                .formatted(System.nanoTime())))
                        .build(),
                BodyHandlers.ofString());
    }

    private void awaitNotReady() throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (get("/health/ready").statusCode() == 200) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(20);
        }
    }

    /// Writes, readiness and metrics agree, and pages continue.
    private void assertReadOnly(String... reason) throws IOException, InterruptedException {
        var refused = createProject();
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains(reason).contains("tunebook recover");
        var ready = get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains(reason).contains("tunebook recover", "\"ready\":false");
        assertThat(get("/metrics").body()).contains("tunebook_log_writable 0.0");
        assertThat(get("/api/v1/projects/digits").statusCode()).isEqualTo(200);
    }

    @Test
    void aFlippedBitInAnEventIsFoundWhileServing() throws Exception {
        assertThat(createProject().statusCode()).isEqualTo(200);
        assertThat(get("/metrics").body())
                .contains("tunebook_log_intact -1.0", "tunebook_log_verified_position 0.0");
        try (Connection c =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute(
                    "UPDATE log_event SET type_version = type_version + 1 WHERE position = 3");
        }
        ((SqliteEventLog) log).verifyInBackground(Duration.ofHours(1));
        awaitNotReady();
        assertReadOnly("at position 3, the event was changed");
        assertThat(get("/metrics").body())
                .contains("tunebook_log_intact 0.0", "tunebook_log_verified_position 2.0")
                .containsPattern("tunebook_log_verified_time_seconds 1\\.\\d+E9");
    }

    @Test
    void anIntactLogIsReportedWithThePositionThatIsVerified() throws Exception {
        ((SqliteEventLog) log).verifyInBackground(Duration.ofHours(1));
        Instant end = Instant.now().plusSeconds(60);
        while (log.verification().result() == null) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(5);
        }
        assertThat(get("/metrics").body())
                .contains(
                        "tunebook_log_intact 1.0",
                        "tunebook_log_writable 1.0",
                        "tunebook_log_verified_position " + (double) log.head().position());
        assertThat(get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(createProject().statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedHeadFileIsReportedWithoutAWrite() throws Exception {
        Files.delete(folder.resolve("head"));
        awaitNotReady();
        assertReadOnly("head was deleted");
    }

    @Test
    void aDeletedDatabaseIsReportedAndNoEmptyOneIsMade() throws Exception {
        Files.delete(folder.resolve("tunebook.db"));
        awaitNotReady();
        assertReadOnly("tunebook.db was deleted");
        assertThat(folder.resolve("tunebook.db")).doesNotExist();
    }
}
