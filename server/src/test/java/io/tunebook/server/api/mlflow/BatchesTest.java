package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.Verification;
import io.tunebook.server.api.http.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Batches that are too large, too deep, or not storable are refused whole.
class BatchesTest extends TestServer {
    private String run;
    private long before;

    @BeforeEach
    void open() throws IOException {
        HttpResponse<String> created = post("runs/create", "{}");
        run = JsonMapper.shared().readTree(created.body()).at("/run/info/run_id").stringValue();
        before = log.head().position();
    }

    @AfterEach
    void theLogIsUnchangedAndReadable() {
        assertThat(log.head().position()).isEqualTo(before);
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        assertThat(post("runs/create", "{}").statusCode())
                .as("the log accepts another event")
                .isEqualTo(200);
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
    void aBatchAboveTheLimitIsRefusedWhole(String what, String one, int count) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : ",").append(one.replace("KEY", "k" + i));
        }
        refused("{\"run_id\":\"RUN\",\"%s\":[%s]}".formatted(what, all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"run_id\":"})
    void aBatchNestedTooDeepIsRefused(String open) {
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
    void anUnpairedSurrogateIsRefusedAndAppendsNothing(String field) {
        refused(("{'run_id':'RUN'," + field + "}").replace('\'', '"'));
    }

    @Test
    void aBatchForAnUnknownRunIsRefused() {
        refused("{\"run_id\":\"nowhere\",\"params\":[{\"key\":\"a\",\"value\":\"1\"}]}");
    }
}
