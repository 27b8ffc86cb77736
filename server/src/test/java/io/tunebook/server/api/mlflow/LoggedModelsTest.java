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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Logged models of MLflow 3, as its client sends them.
class LoggedModelsTest extends TestServer {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String FILES = "mlflow-artifacts/artifacts";

    private String run = "";
    private String model = "";

    @Override
    protected ServerOptions options() throws IOException {
        return super.options().withArtifacts(new Artifacts(folder));
    }

    @BeforeEach
    void log() {
        run = ok("POST", "mlflow/runs/create", "{}").at("/run/info/run_id").stringValue();
        model =
                ok(
                                "POST",
                                "mlflow/logged-models",
                                "{'experiment_id':'0','name':'forest','model_type':'sklearn','source_run_id':'%s','params':[{'key':'depth','value':'3'}],'tags':[{'key':'team','value':'a'}]}"
                                        .formatted(run))
                        .at("/model/info/model_id")
                        .stringValue();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url() + "/api/2.0/" + path))
                            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode ok(String method, String path, String body) {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return MAPPER.readTree(response.body());
    }

    private JsonNode get(String id) {
        return ok("GET", "mlflow/logged-models/" + id, "").get("model");
    }

    private List<String> search(String fields) {
        return ok(
                        "POST",
                        "mlflow/logged-models/search",
                        "{'experiment_ids':['0']%s}".formatted(fields))
                .at("/models")
                .valueStream()
                .map(m -> m.at("/info/name").stringValue())
                .toList();
    }

    private void refused(String method, String path, String body, int status, String code) {
        HttpResponse<String> response = send(method, path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(MAPPER.readTree(response.body()).get("error_code").stringValue())
                .isEqualTo(code);
    }

    @Test
    void aModelHasAStatusParamsAndTags() {
        assertThat(model).matches("m-[0-9a-f]{32}");
        assertThat(get(model).at("/info/status").stringValue()).isEqualTo("LOGGED_MODEL_PENDING");
        String path = "mlflow/logged-models/" + model;
        assertThat(
                        ok("PATCH", path, "{'status':'LOGGED_MODEL_READY'}")
                                .at("/model/info/status")
                                .stringValue())
                .isEqualTo("LOGGED_MODEL_READY");
        ok("PATCH", path + "/tags", "{'tags':[{'key':'a/b','value':'1'},{'key':'x','value':'2'}]}");
        ok("DELETE", path + "/tags/a%2Fb", "");
        refused("DELETE", path + "/tags/none", "", 404, "RESOURCE_DOES_NOT_EXIST");
        ok("POST", path + "/params", "{'params':[{'key':'lr','value':'0.1'}]}");
        long position = ledger.now().position();
        ok("POST", path + "/params", "{'params':[{'key':'lr','value':'0.1'}]}");
        ok("PATCH", path, "{'status':2}");
        assertThat(ledger.now().position()).as("a retry changes nothing").isEqualTo(position);
        refused(
                "POST",
                path + "/params",
                "{'params':[{'key':'lr','value':'0.2'}]}",
                400,
                "INVALID_PARAMETER_VALUE");
        assertThat(get(model).at("/info/tags").toString())
                .isEqualTo("[{\"key\":\"team\",\"value\":\"a\"},{\"key\":\"x\",\"value\":\"2\"}]");
        assertThat(get(model).at("/data/params").toString())
                .isEqualTo(
                        "[{\"key\":\"depth\",\"value\":\"3\"},{\"key\":\"lr\",\"value\":\"0.1\"}]");
        assertThat(get(model).at("/info/source_run_id").stringValue()).isEqualTo(run);
        assertThat(get(model).at("/info/model_type").stringValue()).isEqualTo("sklearn");
    }

    @Test
    void aMetricOfAModelIsAlsoOneOfItsRun() {
        String metric =
                "{'run_id':'%s','key':'loss','value':16777217.123,'timestamp':5,'step':3,'model_id':'%s','dataset_name':'digits','dataset_digest':'ab'}"
                        .formatted(run, model);
        ok("POST", "mlflow/runs/log-metric", metric);
        ok("POST", "mlflow/runs/log-metric", metric);
        ok(
                "POST",
                "mlflow/runs/log-batch",
                "{'run_id':'%s','metrics':[{'key':'loss','value':'NaN','timestamp':6,'step':4,'model_id':'%s'},{'key':'other','value':1,'timestamp':6}]}"
                        .formatted(run, model));
        JsonNode metrics = get(model).at("/data/metrics");
        assertThat(metrics).hasSize(2);
        assertThat(metrics.get(0).toString())
                .isEqualTo(
                        "{\"key\":\"loss\",\"value\":1.6777217123E7,\"timestamp\":5,\"step\":3,\"dataset_name\":\"digits\",\"dataset_digest\":\"ab\",\"model_id\":\"%s\",\"run_id\":\"%s\"}"
                                .formatted(model, run));
        assertThat(metrics.get(1).get("value").stringValue()).isEqualTo("NaN");
        assertThat(
                        ok("GET", "mlflow/runs/get?run_id=" + run, "")
                                .at("/run/data/metrics")
                                .findValuesAsString("key"))
                .containsExactlyInAnyOrder("loss", "other");
        refused(
                "POST",
                "mlflow/runs/log-metric",
                metric.replace(model, "m-none"),
                404,
                "RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void aRunHasTheModelsThatItHasMadeAndUsed() {
        String body = "{'run_id':'%s','models':[{'model_id':'%s','step':7}]}".formatted(run, model);
        ok("POST", "mlflow/runs/outputs", body);
        ok("POST", "mlflow/runs/outputs", body);
        ok("POST", "mlflow/runs/log-inputs", body.replace(",'step':7", ""));
        JsonNode found = ok("POST", "mlflow/runs/search", "{'experiment_ids':['0']}").at("/runs/0");
        assertThat(found).isEqualTo(ok("GET", "mlflow/runs/get?run_id=" + run, "").get("run"));
        assertThat(found.at("/outputs/model_outputs").toString())
                .isEqualTo("[{\"model_id\":\"%s\",\"step\":7}]".formatted(model));
        assertThat(found.at("/inputs/model_inputs").toString())
                .isEqualTo("[{\"model_id\":\"%s\"}]".formatted(model));
    }

    @Test
    void theFilesOfAModelAreBelowItsUri() {
        String uri = get(model).at("/info/artifact_uri").stringValue();
        assertThat(uri).isEqualTo("mlflow-artifacts:/0/models/%s/artifacts".formatted(model));
        String place = FILES + uri.substring("mlflow-artifacts:".length());
        ok("PUT", place + "/MLmodel", "flavors");
        ok("PUT", place + "/data/weights.bin", "1234");
        assertThat(send("GET", place + "/data/weights.bin", "").body()).isEqualTo("1234");
        assertThat(ok("GET", FILES + "?path=0/models/%s/artifacts".formatted(model), "").toString())
                .isEqualTo(
                        "{\"files\":[{\"path\":\"MLmodel\",\"is_dir\":false,\"file_size\":7},{\"path\":\"data\",\"is_dir\":true}]}");
        String listing = "mlflow/logged-models/%s/artifacts/directories".formatted(model);
        assertThat(
                        ok("GET", listing + "?artifact_directory_path=data", "")
                                .at("/files/0/path")
                                .stringValue())
                .isEqualTo("data/weights.bin");
        assertThat(ok("GET", listing, "").get("root_uri").stringValue()).isEqualTo(uri);
        ok("DELETE", place + "/data", "");
        assertThat(ok("GET", listing, "").at("/files")).hasSize(1);
        refused(
                "GET",
                FILES + "/0/models/m-none/artifacts/MLmodel",
                "",
                404,
                "RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void aDeletedModelIsFoundOnlyOnRequest() {
        ok("DELETE", "mlflow/logged-models/" + model, "");
        refused("GET", "mlflow/logged-models/" + model, "", 404, "RESOURCE_DOES_NOT_EXIST");
        assertThat(get(model + "?allow_deleted=true").at("/info/model_id").stringValue())
                .isEqualTo(model);
        assertThat(search("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name = \\'forest\\' | forest",
                "name LIKE \\'%t\\' | agent forest",
                "params.depth = \\'3\\' AND tags.team = \\'a\\' | forest",
                "metrics.loss < 1 | forest",
                "metrics.loss > 1 | forest",
                "metrics.loss > 2 |",
                "creation_timestamp > 0 | agent forest",
                "status = \\'PENDING\\' | agent forest",
                "attributes.name != \\'agent\\' | forest"
            })
    void aSearchComparesAttributesParamsTagsAndEveryMeasurement(String filter, String names) {
        ok("POST", "mlflow/logged-models", "{'experiment_id':'0','name':'agent'}");
        for (String value : List.of("0.5", "1.5")) {
            ok(
                    "POST",
                    "mlflow/runs/log-metric",
                    "{'run_id':'%s','key':'loss','value':%s,'timestamp':5,'step':%s,'model_id':'%s','dataset_name':'d'}"
                            .formatted(run, value, value.charAt(0), model));
        }
        String text = MAPPER.writeValueAsString(filter.replace("\\'", "'"));
        HttpResponse<String> response;
        try {
            response =
                    client.send(
                            HttpRequest.newBuilder(
                                            URI.create(
                                                    server.url()
                                                            + "/api/2.0/mlflow/logged-models/search"))
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"experiment_ids\":[\"0\"],\"filter\":%s,\"order_by\":[{\"field_name\":\"name\"}]}"
                                                            .formatted(text)))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(
                        MAPPER.readTree(response.body())
                                .at("/models")
                                .valueStream()
                                .map(m -> m.at("/info/name").stringValue()))
                .containsExactlyElementsOf(names == null ? List.of() : List.of(names.split(" ")));
        assertThat(search(",'datasets':[{'dataset_name':'d'}]")).containsExactly("forest");
        assertThat(
                        search(
                                ",'order_by':[{'field_name':'metrics.loss','ascending':false}],'max_results':1"))
                .containsExactly("forest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'experiment_ids':[]}",
                "{'experiment_ids':['0'],'order_by':[{'field_name':'nothing'}]}",
                "{'experiment_ids':['0'],'order_by':[{'field_name':'params.depth'}]}",
                "{'experiment_ids':['0'],'filter':'name > 1'}",
                "{'experiment_ids':['0'],'filter':'things.x = 1'}",
                "{'experiment_ids':['0'],'datasets':[{'dataset_digest':'ab'}]}",
                "{'experiment_ids':['0'],'max_results':-1}"
            })
    void anInvalidSearchIsRefused(String body) {
        refused("POST", "mlflow/logged-models/search", body, 400, "INVALID_PARAMETER_VALUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a:b", "a.b", "a%b"})
    void aNameThatIsNoPartOfAUriIsRefused(String name) {
        refused(
                "POST",
                "mlflow/logged-models",
                "{'experiment_id':'0','name':'%s'}".formatted(name),
                400,
                "INVALID_PARAMETER_VALUE");
    }

    @Test
    void aModelNeedsAnExperiment() {
        refused(
                "POST",
                "mlflow/logged-models",
                "{'experiment_id':'99','name':'x'}",
                404,
                "RESOURCE_DOES_NOT_EXIST");
        refused("POST", "mlflow/logged-models", "{'name':'x'}", 400, "INVALID_PARAMETER_VALUE");
    }

    /// Versions without events of models described them in tags, and stored their files with the
    /// run's.
    @Test
    void aModelOfAnEarlierVersionIsFoundAndCanChange() {
        String tag =
                "{\\\"name\\\":\\\"old\\\",\\\"model_type\\\":\\\"\\\",\\\"status\\\":\\\"LOGGED_MODEL_READY\\\",\\\"creation_timestamp_ms\\\":5,\\\"last_updated_timestamp_ms\\\":6}";
        ok(
                "POST",
                "mlflow/runs/set-tag",
                "{'run_id':'%s','key':'mlflow.loggedModel.1','value':'%s'}".formatted(run, tag));
        String old = "m-%s-1".formatted(run);
        String uri = get(old).at("/info/artifact_uri").stringValue();
        assertThat(uri).isEqualTo("mlflow-artifacts:/0/%s/artifacts/models/1".formatted(run));
        ok("PUT", FILES + uri.substring("mlflow-artifacts:".length()) + "/MLmodel", "flavors");
        assertThat(search("")).containsExactly("forest", "old");
        ok(
                "PATCH",
                "mlflow/logged-models/%s/tags".formatted(old),
                "{'tags':[{'key':'x','value':'2'}]}");
        JsonNode changed = get(old);
        assertThat(changed.at("/info/status").stringValue()).isEqualTo("LOGGED_MODEL_READY");
        assertThat(changed.at("/info/tags")).hasSize(1);
        assertThat(changed.at("/info/artifact_uri").stringValue()).isEqualTo(uri);
        assertThat(
                        ok(
                                        "GET",
                                        "mlflow/logged-models/%s/artifacts/directories"
                                                .formatted(old),
                                        "")
                                .at("/files/0/path")
                                .stringValue())
                .isEqualTo("MLmodel");
        assertThat(search("")).containsExactly("forest", "old");
    }
}
