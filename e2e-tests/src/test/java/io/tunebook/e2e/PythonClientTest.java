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
