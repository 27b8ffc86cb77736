package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.kernels.Backend;
import io.tunebook.server.Await;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import java.io.File;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server whose device has a driver: an agent in a process of its own trains on it.
class AgentProcessTest {
    @TempDir private Path folder;

    @Test
    void aNativeCrashOfTheDriverCostsATrialItsAttemptAndNotTheServer() throws Exception {
        Path data = folder.resolve("log");
        try (SqliteEventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            AgentTest.study(ledger);
        }
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process server = serve(data, port);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI study = URI.create("http://127.0.0.1:" + port + "/api/v1/studies/p-s1");
            Await.until(() -> body(client, study).contains("\"state\":\"finished\""));
            HttpResponse<String> sweep =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    "http://127.0.0.1:%d/api/v1/projects/p/batch-sweep"
                                                            .formatted(port)))
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(sweep.body()).contains("a device whose driver crashes", "\"batch\":64");
            server.destroy();
            assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
        assertThat(folder.resolve(CrashingBackend.FILE)).exists();
        assertThat(Files.readString(folder.resolve("err")))
                .contains("the agent of this server is started again");
        try (SqliteEventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Book book = ledger.now().book();
            List<Trial> trials = book.trials().values().stream().toList();
            assertThat(trials.stream().filter(Trial.Completed.class::isInstance)).hasSize(2);
            assertThat(trials.stream().filter(Trial.Abandoned.class::isInstance))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Trial.Abandoned.class,
                            t -> assertThat(t.why()).isEqualTo("the agent of this trial was lost"));
        }
    }

    /// The server as the launcher starts it, with a backend that only it has.
    private Process serve(Path data, int port) throws Exception {
        Path services = folder.resolve("services/META-INF/services");
        Files.createDirectories(services);
        Files.writeString(
                services.resolve(Backend.class.getName()), CrashingBackend.class.getName());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        folder.resolve("services")
                                + File.pathSeparator
                                + System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        "serve",
                        "--backend",
                        "crashing",
                        "--data-dir",
                        data.toString(),
                        "--port",
                        Integer.toString(port))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static String body(HttpClient client, URI uri) {
        try {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        } catch (java.io.IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
