package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.TestServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The behaviour of a server of MLflow 3 that its own REST tests ask for.
class MlflowRoutesTest extends TestServer {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String API = "/api/2.0/mlflow/";
    private static final String AJAX = "/ajax-api/2.0/mlflow/";

    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder));
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .method(method, BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode post(String path, String body) {
        return ok(send("POST", API + path, body.replace('\'', '"')));
    }

    private JsonNode get(String path) {
        return ok(send("GET", path, ""));
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private static void refused(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(MAPPER.readTree(answer.body()).get("message").stringValue()).contains(words);
    }

    private HttpResponse<String> sendPost(String path, String body) {
        return send("POST", API + path, body.replace('\'', '"'));
    }

    private String experiment(String name) {
        return post("experiments/create", "{'name':'%s'}".formatted(name))
                .get("experiment_id")
                .stringValue();
    }

    private String run(String experiment) {
        return post("runs/create", "{'experiment_id':'%s'}".formatted(experiment))
                .at("/run/info/run_id")
                .stringValue();
    }

    private JsonNode info(String run) {
        return get(API + "runs/get?run_id=" + run).at("/run/info");
    }

    private List<String> found(String experiment, String filter, String view) {
        List<String> ids = new ArrayList<>();
        String body =
                MAPPER.writeValueAsString(
                        Map.of(
                                "experiment_ids", List.of(experiment),
                                "filter", filter,
                                "run_view_type", view));
        ok(send("POST", API + "runs/search", body))
                .path("runs")
                .forEach(run -> ids.add(run.at("/info/run_id").stringValue()));
        return ids;
    }

    private void metric(String run, String key, String value, String time, String step) {
        post(
                "runs/log-metric",
                "{'run_id':'%s','key':'%s','value':%s,'timestamp':%s,'step':%s}"
                        .formatted(run, key, value, time, step));
    }

    private static List<String> points(JsonNode answer) {
        List<String> points = new ArrayList<>();
        answer.get("metrics")
                .forEach(m ->
                        points.add(
                                "%s/%s/%s"
                                        .formatted(
                                                m.get("timestamp"),
                                                m.get("step"),
                                                m.get("value"))));
        return points;
    }

    @Test
    void deletingAnExperimentTakesItsRunsAlongAndRestoringBringsThemBack() {
        String e = experiment("deleted");
        String a = run(e);
        String b = run(e);
        post("runs/delete", "{'run_id':'%s'}".formatted(b));
        post("experiments/delete", "{'experiment_id':'%s'}".formatted(e));
        assertThat(found(e, "", "ACTIVE_ONLY")).isEmpty();
        assertThat(found(e, "", "DELETED_ONLY")).containsExactlyInAnyOrder(a, b);
        assertThat(info(a).get("lifecycle_stage").stringValue()).isEqualTo("deleted");
        for (String write :
                List.of(
                        "runs/set-tag {'run_id':'%s','key':'a','value':'b'}".formatted(a),
                        "runs/log-parameter {'run_id':'%s','key':'a','value':'b'}".formatted(a),
                        "runs/update {'run_id':'%s','status':'FINISHED'}".formatted(a),
                        "runs/restore {'run_id':'%s'}".formatted(b),
                        "runs/create {'experiment_id':'%s'}".formatted(e),
                        "experiments/set-experiment-tag {'experiment_id':'%s','key':'a','value':'b'}"
                                .formatted(e))) {
            String[] parts = write.split(" ", 2);
            refused(sendPost(parts[0], parts[1]), 400, "must be in the 'active' state");
        }
        post("experiments/restore", "{'experiment_id':'%s'}".formatted(e));
        assertThat(found(e, "", "ACTIVE_ONLY")).containsExactly(a);
        metric(a, "loss", "1", "1", "0");
        refused(
                sendPost("experiments/update", "{'experiment_id':'1','new_name':'Default'}"),
                400,
                "already exists");
    }

    @Test
    void anExperimentsTagsAreRemovedAndItsArtifactLocationIsGivenBack() {
        String e =
                post(
                                "experiments/create",
                                "{'name':'x','artifact_location':'s3://bucket/x','tags':[{'key':'a','value':'1'},{'key':'b','value':'2'}]}")
                        .get("experiment_id")
                        .stringValue();
        String untag = "{'experiment_id':'%s','key':'a'}".formatted(e);
        post("experiments/delete-experiment-tag", untag);
        refused(sendPost("experiments/delete-experiment-tag", untag), 404, "No tag with name: a");
        JsonNode read = get(API + "experiments/get?experiment_id=" + e).get("experiment");
        assertThat(read.get("tags").toString()).isEqualTo("[{\"key\":\"b\",\"value\":\"2\"}]");
        assertThat(read.get("artifact_location").stringValue()).isEqualTo("s3://bucket/x");
        assertThat(info(run(e)).get("artifact_uri").stringValue()).startsWith("mlflow-artifacts:/");
    }

    @Test
    void aRelativeArtifactLocationIsOneInTheServersFolder() {
        String e =
                post("experiments/create", "{'name':'x','artifact_location':'./my/place'}")
                        .get("experiment_id")
                        .stringValue();
        JsonNode read = get(API + "experiments/get?experiment_id=" + e).get("experiment");
        assertThat(read.get("artifact_location").stringValue())
                .isEqualTo(Path.of("").toAbsolutePath() + "/my/place");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "experiments/create | {'name':123} | Invalid value 123 for parameter 'name' supplied",
                "experiments/create | {} | Missing value for required parameter 'name'",
                "experiments/create | {'name':'e','artifact_location':9.0} | Invalid value 9.0 for parameter 'artifact_location'",
                "experiments/create | {'name':'e','tags':'5'} | Invalid value \"5\" for parameter 'tags'",
                "runs/log-parameter | {'run_id':31,'key':'p','value':41} | Invalid value 31 for parameter 'run_id'",
                "runs/set-tag | {'run_id':'r','key':'p','value':41} | Invalid value 41 for parameter 'value'",
                "runs/log-batch | {'run_id':'r','params':'foo'} | Invalid value \"foo\" for parameter 'params'",
                "runs/log-batch | {'run_id':'r','metrics':[{'key':'a','value':2.5}]} | Missing value for required parameter 'metrics[0].timestamp'",
                "runs/search | {'experiment_ids':'0'} | for parameter 'experiment_ids' supplied",
                "runs/search | {'max_results':123456789} | Invalid value 123456789 for parameter 'max_results' supplied",
                "runs/log-inputs | {'datasets':[]} | Missing value for required parameter 'run_id'",
                "experiments/search-datasets | {} | SearchDatasets request must specify at least one experiment_id.",
            })
    void aWrongTypeIsRefusedInMlflowsWords(String path, String body, String words) {
        refused(send("POST", API + path, body.replace('\'', '"')), 400, words);
    }

    @Test
    void numbersAreExactAndIntegersHaveManyForms() {
        String r = run("0");
        metric(r, "a", "16777217", "1", "9007199254740993");
        metric(r, "a", "5e-324", "1.7e12", "3.0");
        metric(r, "a", "-1.7976931348623157e308", "\"5\"", "\"-2\"");
        assertThat(points(get(API + "metrics/get-history?run_id=%s&metric_key=a".formatted(r))))
                .containsExactly(
                        "1/9007199254740993/1.6777217E7",
                        "5/-2/-1.7976931348623157E308",
                        "1700000000000/3/4.9E-324");
        assertThat(get(API + "runs/get?run_id=" + r).at("/run/data/metrics/0/value").doubleValue())
                .isEqualTo(16777217);
    }

    @Test
    void historiesOfSeveralRunsAreInMlflowsOrder() {
        String a = run("0");
        String b = run("0");
        for (String run : List.of(a, b)) {
            metric(run, "m", "12", "2", "3");
            metric(run, "m", "12", "1", "3");
            metric(run, "m", "11", "1", "3");
            metric(run, "m", "10", "1", "2");
        }
        List<String> order = List.of("1/2/10.0", "1/3/11.0", "1/3/12.0", "2/3/12.0");
        String bulk = "metrics/get-history-bulk?metric_key=m&run_id=" + a;
        assertThat(points(get(API + "metrics/get-history?metric_key=m&run_id=" + a)))
                .isEqualTo(order);
        assertThat(points(get(AJAX + bulk))).isEqualTo(order);
        assertThat(points(get(AJAX + bulk + "&run_id=" + b + "&max_results=5")))
                .hasSize(5)
                .startsWith(order.toArray(String[]::new));
        refused(send("GET", AJAX + "metrics/get-history-bulk", ""), 400, "at least one run_id");
        refused(
                send("GET", AJAX + "metrics/get-history-bulk?run_id=x", ""),
                400,
                "must specify a metric_key");
        String interval = "metrics/get-history-bulk-interval?metric_key=m&run_ids=" + a;
        refused(send("GET", AJAX + interval + "&start_step=1", ""), 400, "both must be specified");
        refused(
                send("GET", AJAX + interval + "&start_step=1&end_step=0", ""),
                400,
                "end_step must be greater than start_step. ");
    }

    @Test
    void datasetsOfARunAreGivenBackAndSearched() {
        String e = experiment("data");
        String r = run(e);
        String other = run(e);
        String inputs =
                "{'run_id':'%s','datasets':[{'tags':[{'key':'mlflow.data.context','value':'train'}],'dataset':{'name':'digits','digest':'f0f3','source_type':'local','source':'{}','profile':'p'}}]}"
                        .formatted(r);
        post("runs/log-inputs", inputs);
        long head = log.head().position();
        post("runs/log-inputs", inputs);
        assertThat(log.head().position()).isEqualTo(head);
        assertThat(get(API + "runs/get?run_id=" + r).at("/run/inputs/dataset_inputs").toString())
                .isEqualTo(
                        "[{'tags':[{'key':'mlflow.data.context','value':'train'}],'dataset':{'name':'digits','digest':'f0f3','source_type':'local','source':'{}','profile':'p'}}]"
                                .replace('\'', '"'));
        for (String filter :
                List.of(
                        "dataset.name = 'digits'",
                        "datasets.digest LIKE 'f%'",
                        "dataset.context IN ('train', 'test')",
                        "dataset.name != 'x' AND dataset.context = 'train'")) {
            assertThat(found(e, filter, "ALL")).as(filter).containsExactly(r);
        }
        assertThat(found(e, "dataset.name = 'x'", "ALL")).isEmpty();
        assertThat(found(e, "", "ALL")).contains(other);
        assertThat(
                        ok(send(
                                        "POST",
                                        AJAX + "experiments/search-datasets",
                                        "{\"experiment_ids\":[\"%s\"]}".formatted(e)))
                                .get("dataset_summaries")
                                .toString())
                .isEqualTo(
                        "[{'experiment_id':'%s','name':'digits','digest':'f0f3','context':'train'}]"
                                .formatted(e)
                                .replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.txt", "d/100%.txt", "a#b;c+d.txt", "名.txt"})
    void aFileIsUploadedAndReadByLinksOfPages(String path) {
        String r = run("0");
        String query =
                "run_uuid=%s&path=%s".formatted(r, URLEncoder.encode(path, StandardCharsets.UTF_8));
        ok(send("POST", AJAX + "upload-artifact?" + query, "[]"));
        assertThat(send("GET", "/get-artifact?" + query, "").body()).isEqualTo("[]");
    }

    @Test
    void aPathThatLeadsOutsideIsRefusedInMlflowsWords() {
        String r = run("0");
        for (String path :
                List.of(
                        API + "artifacts/list?run_id=" + r,
                        "/get-artifact?run_id=" + r,
                        "//model-versions/get-artifact?name=m&version=1")) {
            refused(send("GET", path + "&path=../x", ""), 400, "Invalid path");
        }
        String upload = AJAX + "upload-artifact?run_uuid=" + r;
        refused(send("POST", AJAX + "upload-artifact", "x"), 400, "must specify run_uuid");
        refused(send("POST", upload, "x"), 400, "Request must specify path.");
        refused(send("POST", upload + "&path=../x", "x"), 400, "Invalid path");
        refused(send("POST", upload + "&path=x", ""), 400, "Request must specify data.");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/2.0/mlflow/registered-models/create, model registry",
        "/ajax-api/2.0/mlflow/model-versions/create, model registry",
        "/api/3.0/mlflow/traces, traces",
        "/v1/traces, traces",
        "/api/2.0/mlflow/prompts/create, prompts",
        "/api/2.0/mlflow/webhooks, webhooks",
        "/ajax-api/2.0/mlflow/gateway-proxy, AI gateway",
        "/ajax-api/2.0/mlflow/runs/create-promptlab-run, prompt lab",
    })
    void whatIsNotThereIsNamed(String path, String what) {
        HttpResponse<String> answer = send("POST", path, "{}");
        refused(answer, 501, what);
        assertThat(answer.body()).contains("\"error_code\":\"NOT_IMPLEMENTED\"");
        refused(send("POST", API + "nothing", "{}"), 404, "nothing");
    }

    @Test
    void theDefaultExperimentIsOnAPageOfASearchBeforeAnythingIsLoggedToIt() {
        experiment("a");
        JsonNode first = post("experiments/search", "{'max_results':1}");
        assertThat(first.at("/experiments").size()).isEqualTo(1);
        JsonNode second =
                post(
                        "experiments/search",
                        "{'max_results':1,'page_token':'%s'}"
                                .formatted(first.get("next_page_token").stringValue()));
        assertThat(second.at("/experiments/0/name").stringValue()).isEqualTo("Default");
        assertThat(second.has("next_page_token")).isFalse();
        assertThat(
                        post("experiments/search", "{'order_by':['name DESC']}")
                                .at("/experiments/1/name")
                                .stringValue())
                .isEqualTo("Default");
    }
}
