package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose data folder is on a real disk of a few megabytes.
class FullDiskTest {
    @TempDir private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private String url = "";

    @Test
    void aFullDiskIsReportedReadsContinueAndWritesResumeWithFreeSpace() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(canMount(disk)).as("skipped: no disk can be mounted by this user").isTrue();
        int port = Tunebook.freePort();
        url = "http://127.0.0.1:" + port + "/api/v1";
        try (Tunebook server =
                Tunebook.startIn(
                        List.of(
                                "unshare",
                                "-rm",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=6m tunebook \"$0\" && head -c 2m /dev/zero >\"$0/filler\" && exec \"$@\"",
                                disk.toString()),
                        folder,
                        "serve",
                        "--data-dir",
                        disk.resolve("log").toString(),
                        "--port",
                        Integer.toString(port),
                        "--reserve",
                        "1")) {
            server.waitFor(() -> status(get("/head")) == 200);
            assertThat(health(port))
                    .as("the warning comes before the disk is full")
                    .contains("\"ready\":false", "\"warning\":true", "make room now");
            assertThat(server.err()).contains("make room now");
            post(
                    "/projects",
                    "{\"id\":\"p\",\"title\":\"P\",\"objective\":{\"metric\":\"e\",\"direction\":\"MINIMIZE\"}}");
            assertThat(
                            post(
                                            "/projects/p/rounds",
                                            "{\"goal\":{\"kind\":\"IMPROVEMENT\",\"phase\":\"EXPLORATION\",\"question\":\"Room?\"},\"roles\":[{\"parameter\":{\"name\":\"x\",\"domain\":{\"scale\":\"log\",\"low\":0.1,\"high\":1}},\"role\":\"SCIENTIFIC\",\"why\":\"w\"}]}")
                                    .statusCode())
                    .isEqualTo(200);
            int opened =
                    Integer.parseInt(
                            get("/head").body().replaceAll(".*\"position\":(\\d+).*", "$1"));
            HttpResponse<String> upload = uploadOfUnknownLength(port, 8 << 20);
            assertThat(upload.statusCode()).as("stops at the reserve").isEqualTo(507);
            assertThat(upload.body()).contains("reserved for the log");
            opened += 2;
            HttpResponse<String> answer = note();
            int taken = 0;
            while (answer.statusCode() == 200) {
                taken++;
                answer = note();
            }
            assertThat(taken).isGreaterThan(10);
            assertThat(answer.statusCode()).isEqualTo(507);
            assertThat(answer.body()).contains("the disk is full").contains("free space");
            assertThat(note().statusCode()).isEqualTo(507);
            assertThat(get("/rounds/p-r1").body()).contains("Room?");
            assertThat(get("/head").body()).contains("\"position\":" + (taken + opened));

            Files.delete(Path.of("/proc/" + server.pid() + "/root" + disk + "/filler"));
            assertThat(note().statusCode()).isEqualTo(200);
            assertThat(get("/head").body()).contains("\"position\":" + (taken + opened + 1));
        }
    }

    /// Creates a run, and uploads an artifact of it; returns the answer to the upload.
    private HttpResponse<String> uploadOfUnknownLength(int port, int bytes) throws Exception {
        String base = "http://127.0.0.1:" + port + "/api/2.0/";
        String run =
                client.send(
                                HttpRequest.newBuilder(URI.create(base + "mlflow/runs/create"))
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        "{\"experiment_id\":\"0\"}"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body()
                        .replaceAll("(?s).*\"run_id\":\"([0-9a-f]+)\".*", "$1");
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        base
                                                + "mlflow-artifacts/artifacts/0/%s/artifacts/a.bin"
                                                        .formatted(run)))
                        .PUT(
                                HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream(new byte[bytes])))
                        .build(),
                BodyHandlers.ofString());
    }

    private String health(int port) throws Exception {
        return client.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static boolean canMount(Path disk) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(
                                    "unshare", "-rm", "mount", "-t", "tmpfs", "t", disk.toString())
                            .redirectErrorStream(true)
                            .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (java.io.IOException e) {
            // The command does not exist, as on macOS.
            return false;
        }
    }

    private HttpResponse<String> note() throws Exception {
        return post("/rounds/p-r1/notes", "{\"text\":\"%s\"}".formatted("x".repeat(9_000)));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
    }

    private static int status(HttpResponse<String> response) {
        return response.statusCode();
    }
}
