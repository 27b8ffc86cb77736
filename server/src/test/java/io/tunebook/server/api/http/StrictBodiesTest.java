package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bodies and parameters are refused rather than converted, truncated or overwritten silently.
class StrictBodiesTest extends TestServer {
    private String run;

    @BeforeEach
    void open() throws Exception {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
        HttpResponse<String> created =
                post(
                        "/api/2.0/mlflow/runs/create",
                        "{\"experiment_id\":\"%s\"}".formatted(experiment()));
        run = created.body().replaceAll("(?s).*\"run_id\" *: *\"([^\"]*)\".*", "$1");
    }

    private String experiment() throws Exception {
        String body = post("/api/2.0/mlflow/experiments/create", "{\"name\":\"strict\"}").body();
        return body.replaceAll("(?s).*\"experiment_id\" *: *\"([^\"]*)\".*", "$1");
    }

    private HttpResponse<String> post(String path, String body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .header("Content-Type", "application/json")
                        .header("Tunebook-Actor", "ada")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    rounds/digits-r1/notes;      {"text":"a\\ud800"};                 'text' contains an unpaired surrogate
                    rounds/digits-r1/notes;      {"text":"\\udc00\\ud800"};          'text' contains an unpaired surrogate
                    rounds/digits-r1/notes;      {"text":"a","text":"b"};             'text' occurs twice
                    rounds/digits-r1/notes;      {"text":5};                          'text' must be a text
                    rounds/digits-r1/notes;      {"text":true};                       'text' must be a text
                    rounds/digits-r1/notes;      {"text":"a"} {};                     not valid
                    rounds/digits-r1/decision;   {"decision":"accept","rationale":"\\udbff","expectedPosition":1};   unpaired surrogate
                    rounds/digits-r1/answers;    {"question":"\\ud83d","answer":"x"}; unpaired surrogate
                    studies/digits-s1/ask;       {"worker":"w","worker":"v"};         'worker' occurs twice
                    projects;                    [];                                  the body must be an object
                    projects;                    5;                                   the body must be an object
                    rounds/digits-r1/notes;      {"text":"a"} {};                     continues after its end
                    projects;                    {"id":NaN};                          Non-standard token 'NaN'"
                    projects;                    {"objective":{"direction":0}};       'objective.direction' must be one of MINIMIZE, MAXIMIZE
                    projects;                    {"objective":{"direction":"min"}};   'objective.direction' must be one of MINIMIZE, MAXIMIZE
                    projects;                    {"objective":[]};                    'objective' must be an object
                    projects/digits/rounds;      {"roles":{}};                        'roles' must be a list
                    projects/digits/rounds;      {"roles":["x"]};                     'roles[0]' must be an object
                    projects/digits/rounds;      {"roles":[{"parameter":{"domain":{"scale":"foo"}}}]};  is of the unknown kind 'foo': it must be one of choice
                    projects/digits/rounds;      {"roles":[{"parameter":{"domain":"log"}}]};            must be an object with the field 'scale'
                    trials/t/curve;              {"steps":[2.5],"columns":{"m":[1]}};       'steps[0]' must be an integer
                    trials/t/curve;              {"steps":["1"],"columns":{"m":[1]}};       'steps[0]' must be an integer
                    trials/t/curve;              {"steps":[1e30],"columns":{"m":[1]}};      'steps[0]' must be an integer
                    trials/t/curve;              {"steps":[1],"metrics":{"m":["0x1p3"]}};                   'metrics.m[0]' must be a number
                    """)
    void aBodyThatIsNotExactlyWhatIsExpectedIsRefused(String path, String body, String words)
            throws Exception {
        long before = ledger.now().position();
        HttpResponse<String> answer = post("/api/v1/" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(words).doesNotContain("`", "Jackson");
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            textBlock =
                    """
                    log-parameter; "key":"k","value":"a\\ud800";                 value
                    log-parameter; "key":"k","key":"l","value":"v";              key
                    set-tag;       "key":"k","value":"\\udfff";                  value
                    log-metric;    "key":"m","value":"0x1p3","timestamp":1;      0x1p3
                    log-metric;    "key":"m","value":"1d","timestamp":1;         1d
                    log-metric;    "key":"m","value":1,"timestamp":1.5;          timestamp
                    log-metric;    "key":"\\ud800","value":1,"timestamp":1;      key
                    log-batch;     "params":[{"key":"k","value":"\\ud800"}];     params[0].value
                    log-batch;     "tags":[{"key":"k","value":"\\ud800"}];       tags[0].value
                    """)
    void soIsOneOfMlflow(String route, String fields, String words) throws Exception {
        long before = ledger.now().position();
        HttpResponse<String> answer =
                post(
                        "/api/2.0/mlflow/runs/" + route,
                        "{\"run_id\":\"%s\",%s}".formatted(run, fields));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(words);
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    @Test
    void validFormsAreAccepted() throws Exception {
        assertThat(
                        post(
                                        "/api/v1/rounds/digits-r1/notes",
                                        "{\"text\":\"\\ud83d\\ude00 \\\\ud800\"}")
                                .statusCode())
                .isEqualTo(200);
        assertThat(
                        post(
                                        "/api/2.0/mlflow/runs/log-metric",
                                        "{\"run_id\":\"%s\",\"key\":\"m\",\"value\":\"-1.5e3\",\"timestamp\":1.0}"
                                                .formatted(run))
                                .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "at=,               400",
        "at=1.5,            400",
        "at=%2B1,           400",
        "at=%D9%A1,         400",
        "at=1&at=2,         400",
        "at=99999999999999999999, 400",
        "at=1,              200",
    })
    void aPositionThatIsNoIntegerIsRefused(String query, int status) throws Exception {
        HttpResponse<String> answer = get("/api/v1/projects?" + query);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(status == 400 ? "'at'" : "{");
    }

    @Test
    void anEmptyTimeIsRefused() throws Exception {
        assertThat(get("/api/v1/events?from=").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /api/v1/projects, POST",
        "DELETE, /api/v1/projects, GET",
        "DELETE, /api/v1/playbook, GET",
    })
    void aMethodThatIsNotAllowedNamesTheOthers(String method, String path, String allowed)
            throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(server.url() + path))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains(allowed);
    }
}
