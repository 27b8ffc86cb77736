package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.WebServer;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Batches that are too large, too deep, or hold what a log cannot: each refused whole.
class BatchesTest {
    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private WebServer server;
    private String run;
    private long before;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() throws IOException {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        server =
                WebServer.start(
                        ledger,
                        SigningKey.in(folder),
                        ServerOptions.of("127.0.0.1", 0, "somebody"));
        HttpResponse<String> created = post("runs/create", "{}");
        run = JsonMapper.shared().readTree(created.body()).at("/run/info/run_id").stringValue();
        before = log.head().position();
    }

    @AfterEach
    void theLogIsAsItWasAndIsReadAgain() {
        assertThat(log.head().position()).isEqualTo(before);
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        assertThat(post("runs/create", "{}").statusCode()).as("it goes on").isEqualTo(200);
        server.close();
        ledger.close();
        log.close();
        client.close();
    }

    private HttpResponse<String> post(String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/mlflow/" + path))
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void refused(String body) {
        HttpResponse<String> answer = post("runs/log-batch", body.replace("RUN", run));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 413);
        assertThat(JsonMapper.shared().readTree(answer.body()).path("error_code").asString())
                .isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "metrics, '{\"key\":\"KEY\",\"value\":1,\"timestamp\":1,\"step\":1}', 1001",
        "params,  '{\"key\":\"KEY\",\"value\":\"1\"}',                         101",
        "tags,    '{\"key\":\"KEY\",\"value\":\"1\"}',                         101",
    })
    void aBatchHoldsSoMuchAndNothingOfALargerOneIsWritten(String what, String one, int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : ",").append(one.replace("KEY", "k" + i));
        }
        refused("{\"run_id\":\"RUN\",\"%s\":[%s]}".formatted(what, all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"run_id\":"})
    void jsonThatIsNestedTooDeepIsNoBatch(String open) {
        refused(open.repeat(90_000));
        for (String deep : List.of("[".repeat(600), "{\"a\":".repeat(600))) {
            refused("{\"run_id\":\"RUN\",\"metrics\":" + deep);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'params':[{'key':'\\ud800','value':'1'}]",
                "'tags':[{'key':'x\\udc00','value':'1'}]",
                "'metrics':[{'key':'\\ud800','value':1,'timestamp':1,'step':1}]",
            })
    void halfACharacterLeavesTheLogAsItWas(String field) {
        refused(("{'run_id':'RUN'," + field + "}").replace('\'', '"'));
    }

    @Test
    void aBatchForARunThatIsNotThereIsRefused() {
        refused("{\"run_id\":\"nowhere\",\"params\":[{\"key\":\"a\",\"value\":\"1\"}]}");
    }
}
