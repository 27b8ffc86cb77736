package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands of an auditor and an operator.
class AuditCommandsTest {
    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    private String get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    private void post(String url, String body) throws Exception {
        assertThat(
                        client.send(
                                        HttpRequest.newBuilder(URI.create(url))
                                                .header("Content-Type", "application/json")
                                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    private static String project(String id) {
        return "{\"id\":\"%s\",\"title\":\"Project %s\",\"objective\":{\"metric\":\"e\",\"direction\":\"MINIMIZE\"}}"
                .formatted(id, id);
    }

    @Test
    void checkpointsBackupsExportsAndRecoveriesWorkTogether() throws Exception {
        String log = folder.resolve("log").toString();
        Path checkpoint = folder.resolve("checkpoint.txt");
        Path backup = folder.resolve("backup.db");
        String key;
        int port = Tunebook.freePort();
        try (Tunebook server =
                Tunebook.start(folder, "serve", "--data-dir", log, "--port", "" + port)) {
            String api = "http://127.0.0.1:" + port + "/api/v1";
            server.waitFor(() -> get(api + "/head").contains("position"));
            post(api + "/projects", project("a"));
            post(api + "/projects", project("b"));
            Files.writeString(checkpoint, get(api + "/log/checkpoint"));
            key = get(api + "/log/key").replaceAll(".*\"key\":\"([^\"]+)\".*", "$1");
            assertThat(get(api + "/log/inclusion?position=1")).contains("\"proof\":[\"");
            assertThat(get(api + "/log/consistency?from=1&to=2")).contains("\"proof\":[\"");

            Ended made = Ended.of("backup", backup.toString(), "--data-dir", log);
            assertThat(made.exit()).as(made.err()).isZero();
            assertThat(made.out()).contains("2 events").contains("verifies");
            post(api + "/projects", project("c"));
            Ended difference = Ended.of("diff", "1", "--data-dir", log);
            assertThat(difference.out())
                    .contains("project/b\n  + project: Project b")
                    .contains("project/c")
                    .doesNotContain("project/a")
                    .contains("2 changes between event 1 and event 3");
        }
        Ended kept = Ended.of("verify", "--data-dir", log, "--against", checkpoint.toString());
        assertThat(kept.exit()).as(kept.err()).isZero();
        assertThat(kept.out()).contains("3 events").contains("the first 2 events");
        assertThat(Ended.of("verify", "--backup", backup.toString()).out()).contains("2 events");

        Path lines = folder.resolve("log.jsonl");
        String head =
                kept.out().lines().filter(l -> l.startsWith("Head")).findFirst().orElseThrow();
        assertThat(
                        Ended.of("export", "--format", "jsonl", lines.toString(), "--data-dir", log)
                                .out())
                .contains(head);
        String copy = folder.resolve("copy").toString();
        assertThat(Ended.of("import", lines.toString(), "--data-dir", copy).out()).contains(head);
        assertThat(Ended.of("verify", "--data-dir", copy).out()).contains(head);

        rewrite(folder.resolve("rewritten"), lines);
        Ended rewritten =
                Ended.of(
                        "verify",
                        "--data-dir",
                        folder.resolve("rewritten").toString(),
                        "--against",
                        checkpoint.toString(),
                        "--key",
                        key);
        assertThat(rewritten.exit()).isEqualTo(1);
        assertThat(rewritten.out()).contains("history was rewritten");

        loseTheLastEvent(Path.of(log));
        Ended broken = Ended.of("verify", "--data-dir", log);
        assertThat(broken.exit()).isEqualTo(1);
        assertThat(broken.out()).contains("at position 3").contains("recover");
        assertThat(Ended.of("recover", "--data-dir", log, "--accept-loss").exit()).isEqualTo(2);
        Ended recovered =
                Ended.of(
                        "recover",
                        "--data-dir",
                        log,
                        "--accept-loss",
                        "--reason",
                        "The disk failed.");
        assertThat(recovered.exit()).as(recovered.err()).isZero();
        assertThat(recovered.out()).contains("Kept 2 events; event 3 records the recovery");
        assertThat(Ended.of("verify", "--data-dir", log, "--against", checkpoint.toString()).exit())
                .isZero();
        Ended restored =
                Ended.of(
                        "recover",
                        "--data-dir",
                        folder.resolve("new").toString(),
                        "--from",
                        backup.toString(),
                        "--reason",
                        "Moved.");
        assertThat(restored.exit()).as(restored.err()).isZero();
        assertThat(Ended.of("recover", "--data-dir", log, "--accept-loss", "--reason", "x").err())
                .contains("intact");
    }

    /// Writes the same log with one name changed and all hashes correct.
    private void rewrite(Path into, Path lines) throws Exception {
        int port = Tunebook.freePort();
        try (Tunebook server =
                Tunebook.start(
                        folder, "serve", "--data-dir", into.toString(), "--port", "" + port)) {
            String api = "http://127.0.0.1:" + port + "/api/v1";
            server.waitFor(() -> get(api + "/head").contains("position"));
            for (String id : List.of("x", "b", "c")) {
                post(api + "/projects", project(id));
            }
        }
        assertThat(lines).exists();
    }

    private static void loseTheLastEvent(Path log) throws Exception {
        try (Connection c =
                        DriverManager.getConnection("jdbc:sqlite:" + log.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_delete");
            statement.execute("DELETE FROM log_event WHERE position = 3");
        }
    }
}
