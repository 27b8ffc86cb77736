package io.tunebook.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The tests of the Python client and agent, against a server of their own.
@Timeout(120)
class PythonClientTest {
    private static final Path CLIENT = Path.of("..", "clients", "python");

    @TempDir private Path folder;

    @Test
    void theClientAndTheAgentPassTheirOwnTestsWithARealServer() throws Exception {
        assumeThat(hasPython())
                .as("skipped: the Python client's tests need python3, version 3.9 or newer")
                .isTrue();
        int port = Tunebook.freePort();
        String url = "http://127.0.0.1:" + port;
        try (Tunebook tunebook =
                Tunebook.start(
                        folder,
                        "serve",
                        "--data-dir",
                        folder.resolve("data").toString(),
                        "--port",
                        "" + port)) {
            // Each in a process of its own: they wait more than they compute. Two need no server.
            Run agent = new Run("tests.test_agent", url);
            Run client = new Run("tests.test_client", url);
            tunebook.waitFor(() -> get(url + "/api/v1/head").contains("position"));
            Run server = new Run("tests.test_server", url);
            try {
                client.assertSuccess();
                agent.assertSuccess();
                server.assertSuccess();
            } finally {
                List.of(client, agent, server).forEach(Run::end);
            }
            assertThat(get(url + "/api/v1/projects")).contains("\"id\":\"clusters\"");
        }
    }

    @Test
    void agentsOutliveAKilledServerAndTrainEachPointOnce() throws Exception {
        assumeThat(hasPython())
                .as("skipped: the Python client's tests need python3, version 3.9 or newer")
                .isTrue();
        int port = Tunebook.freePort();
        String url = "http://127.0.0.1:" + port;
        Path script = folder.resolve("train.py");
        Files.writeString(
                script,
                """
                import json, time
                for step in range(1, 6):
                    time.sleep(0.15)
                    print(json.dumps({"step": step, "error": 1 / step}), flush=True)
                """);
        Process agent = null;
        Tunebook first = serve(port);
        try {
            first.waitFor(() -> get(url + "/api/v1/head").contains("position"));
            python(
                            url,
                            "-c",
                            """
                            import tunebook
                            rates = {"rate": tunebook.log_uniform(0.001, 1)}
                            round_ = tunebook.Client().project("p", metric="error", direction="minimize").round("Which?", scientific=rates)
                            round_.study("S", trials=12)
                            """)
                    .waitFor();
            agent =
                    python(
                            url,
                            "tunebook.py",
                            "agent",
                            "--study",
                            "p-s1",
                            "--slots",
                            "3",
                            "--folder",
                            folder.resolve("trials").toString(),
                            "--",
                            "python3",
                            script.toString());
            first.waitFor(() -> get(url + "/api/v1/studies/p-s1").contains("\"completed\":3"));
            ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
            first.exit();
            try (Tunebook _ = serve(port)) {
                assertThat(agent.waitFor(90, TimeUnit.SECONDS)).isTrue();
                assertThat(agent.exitValue()).isZero();
                String study = get(url + "/api/v1/studies/p-s1");
                assertThat(study).contains("\"completed\":12", "\"abandoned\":0");
            }
        } finally {
            first.close();
            if (agent != null) {
                agent.descendants().forEach(ProcessHandle::destroyForcibly);
                agent.destroyForcibly();
            }
        }
    }

    private Tunebook serve(int port) throws IOException {
        return Tunebook.start(
                folder,
                "serve",
                "--data-dir",
                folder.resolve("data").toString(),
                "--port",
                "" + port);
    }

    private Process python(String url, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(CLIENT.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Files.createTempFile(folder, "python", ".txt").toFile());
        builder.environment().put("TUNEBOOK_URL", url);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder.start();
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            Process python =
                    new ProcessBuilder(
                                    "python3",
                                    "-c",
                                    "import sys; sys.exit(sys.version_info < (3, 9))")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return python.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .body();
    }

    /// The tests of a module, in a process that writes nothing into the source tree.
    private final class Run {
        private final String module;
        private final Path output;
        private final Process process;

        Run(String module, String url) throws IOException {
            this.module = module;
            this.output = folder.resolve(module + ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder("python3", "-m", "unittest", "-v", module)
                            .directory(CLIENT.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            Map<String, String> environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("MLFLOW_"));
            environment.remove("TUNEBOOK_TOKEN");
            environment.put("TUNEBOOK_URL", url);
            environment.put("PYTHONDONTWRITEBYTECODE", "1");
            this.process = builder.start();
        }

        void assertSuccess() throws IOException, InterruptedException {
            if (!process.waitFor(100, TimeUnit.SECONDS)) {
                end();
                process.waitFor();
            }
            String printed = Files.readString(output);
            assertThat(process.exitValue()).as("%s:%n%s", module, printed).isZero();
            assertThat(printed).as(module).containsPattern("Ran [1-9]\\d* tests? in");
        }

        void end() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
