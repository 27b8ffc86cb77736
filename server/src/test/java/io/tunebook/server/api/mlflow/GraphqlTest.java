package io.tunebook.server.api.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.http.ServerOptions;
import io.tunebook.server.api.http.TestServer;
import io.tunebook.server.exchange.tracking.Artifacts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// MLflow's GraphQL route.
class GraphqlTest extends TestServer {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder));
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + path))
                            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode post(String path, String body) {
        HttpResponse<String> answer = send("POST", path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private JsonNode log(String path, String body) {
        return post("/api/2.0/mlflow/" + path, body);
    }

    private JsonNode query(String query) {
        return post(
                "/graphql",
                MAPPER.writeValueAsString(Map.of("query", query.replace('\'', '"')))
                        .replace("'", "\\u0027"));
    }

    private String data(String query) {
        JsonNode answer = query(query);
        assertThat(answer.get("errors").isNull()).as(answer.toString()).isTrue();
        return answer.get("data").toString().replace('"', '\'');
    }

    private String run() {
        String run = log("runs/create", "{'run_name':'a'}").at("/run/info/run_id").stringValue();
        for (String value : new String[] {"3", "'NaN'"}) {
            log(
                    "runs/log-metric",
                    "{'run_id':'%s','key':'m%s','value':%s,'timestamp':1,'step':9007199254740993}"
                            .formatted(run, value.length(), value));
        }
        return run;
    }

    @Test
    void aRunIsReadWithItsExperimentAndMeasurements() {
        String run = run();
        assertThat(
                        data(
                                "query q @component(name: 'x') { mlflowGetRun(input: {runId: '%s'}) { run { info { status runName endTime } data { metrics { key value step } } inputs { datasetInputs { dataset { name } } } experiment { name } modelVersions { name } } apiError { code } } }"
                                        .formatted(run)))
                .isEqualTo(
                        "{'mlflowGetRun':{'run':{'info':{'status':'RUNNING','runName':'a','endTime':'0'},'data':{'metrics':[{'key':'m1','value':3.0,'step':'9007199254740993'},{'key':'m5','value':null,'step':'9007199254740993'}]},'inputs':{'datasetInputs':[]},'experiment':{'name':'Default'},'modelVersions':[]},'apiError':null}}");
    }

    @Test
    void runsMeasurementsAndDatasetsAreSearched() {
        String run = run();
        log(
                "runs/log-inputs",
                "{'run_id':'%s','datasets':[{'dataset':{'name':'d','digest':'1','source_type':'local','source':'x'}}]}"
                        .formatted(run));
        assertThat(
                        data(
                                "mutation m { mlflowSearchRuns(input: {experimentIds: ['0'], runViewType: ACTIVE_ONLY, maxResults: 5}) { runs { info { runId } } } mlflowSearchDatasets(input: {experimentIds: ['0']}) { datasetSummaries { name digest context } } }"))
                .isEqualTo(
                        "{'mlflowSearchRuns':{'runs':[{'info':{'runId':'%s'}}]},'mlflowSearchDatasets':{'datasetSummaries':[{'name':'d','digest':'1','context':''}]}}"
                                .formatted(run));
        assertThat(
                        data(
                                "{ mlflowGetMetricHistoryBulkInterval(input: {runIds: ['%s'], metricKey: 'm1'}) { metrics { key value runId } } }"
                                        .formatted(run)))
                .isEqualTo(
                        "{'mlflowGetMetricHistoryBulkInterval':{'metrics':[{'key':'m1','value':3.0,'runId':'%s'}]}}"
                                .formatted(run));
    }

    @Test
    void theFilesOfARunAreListed() {
        String run = run();
        for (String path : new String[] {"a.txt", "below/b.txt"}) {
            post(
                    "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=%s&path=%s".formatted(run, path),
                    "hello");
        }
        assertThat(
                        data(
                                "{ files: mlflowListArtifacts(input: {runId: '%s'}) { files { path isDir fileSize } } }"
                                        .formatted(run)))
                .isEqualTo(
                        "{'files':{'files':[{'path':'a.txt','isDir':false,'fileSize':'5'},{'path':'below','isDir':true,'fileSize':'0'}]}}");
    }

    @Test
    void errorsAreTextsInTheAnswer() {
        assertThat(
                        query(
                                        "{ mlflowGetExperiment(input: {experimentId: '77'}) { experiment { name } } }")
                                .toString())
                .isEqualTo(
                        "{\"data\":{\"mlflowGetExperiment\":null},\"errors\":[\"No Experiment with id=77 exists\"]}");
        assertThat(query("{ nothing }").get("errors").get(0).stringValue()).contains("nothing");
        assertThat(send("POST", "/graphql", "{'query':'{ a '}").statusCode()).isEqualTo(400);
        assertThat(send("POST", "/graphql", "{}").body()).contains("parameter 'query'");
    }

    @Test
    void aLargeQueryIsRefused() {
        refused(
                "{" + repeated(11, "k%d: test(inputString: 'a') { output } ") + "}",
                "GraphQL queries should have at most 10 root fields, got 11");
        refused(
                "{ mlflowGetRun { ...f ...g } } fragment f on R { "
                        + repeated(6, "a%d: run { info { status } } ")
                        + "} fragment g on R { "
                        + repeated(5, "b%d: run { info { status } } ")
                        + "}",
                "at most 10 aliases, got 11");
        refused("{" + "a {".repeat(11) + "a" + "}".repeat(12), "exceeds maximum depth of 10");
        refused("{ ...f } fragment f on R { a { ...f } }", "exceeds maximum depth of 10");
        refused(
                "{ a {" + repeated(1_000, "f%d { x } ") + "} }",
                "exceeds maximum total selections of 1000");
    }

    private void refused(String query, String words) {
        assertThat(query(query).get("errors").get(0).stringValue()).contains(words);
    }

    private static String repeated(int n, String text) {
        return IntStream.range(0, n).mapToObj(i -> text.formatted(i)).collect(Collectors.joining());
    }
}
