package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/// MLflow's Python client, where `TUNEBOOK_MLFLOW_PYTHON` names a Python with MLflow and
/// scikit-learn.
@EnabledIfEnvironmentVariable(named = MlflowPythonTest.PYTHON, matches = ".+")
class MlflowPythonTest {
    static final String PYTHON = "TUNEBOOK_MLFLOW_PYTHON";

    @TempDir private Path folder;

    @Test
    void thePythonClientWorks() throws Exception {
        Path output = folder.resolve("said.txt");
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                WebServer server =
                        WebServer.start(
                                ledger,
                                SigningKey.in(folder.resolve("log")),
                                ServerOptions.of("127.0.0.1", 0, "somebody")
                                        .withArtifacts(new Artifacts(folder.resolve("log"))))) {
            ProcessBuilder python =
                    new ProcessBuilder(System.getenv(PYTHON), "src/test/python/mlflow_check.py")
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            python.environment().put("MLFLOW_TRACKING_URI", server.url());
            Process process = python.start();
            boolean ended = process.waitFor(180, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended).as(text).isTrue();
            assertThat(process.exitValue()).as(text).isZero();
            assertThat(text)
                    .contains("held: autolog", "held: datasets", "held: the model registry");
        }
    }
}
