package io.tunebook.server.api.mlflow;

import io.javalin.http.Context;
import io.tunebook.events.DatasetInput;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.Run;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Experiments and runs in MLflow's JSON.
final class MlflowResponses {
    static final JsonMapper JSON = new JsonMapper();

    private MlflowResponses() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static void send(Context ctx, ObjectNode answer) {
        ctx.contentType("application/json").result(JSON.writeValueAsBytes(answer));
    }

    static void done(Context ctx) {
        ctx.contentType("application/json").result("{}");
    }

    static ObjectNode experiment(Experiment e) {
        String location = e.facts().location();
        ObjectNode node =
                object().put("experiment_id", e.id())
                        .put("name", e.name())
                        .put(
                                "artifact_location",
                                location == null ? "mlflow-artifacts:/" + e.id() : location)
                        .put("lifecycle_stage", e.deleted() ? "deleted" : "active")
                        .put("creation_time", e.created().recordedAt().toEpochMilli())
                        .put("last_update_time", e.changed().recordedAt().toEpochMilli());
        node.set("tags", pairs(e.tags()));
        return node;
    }

    /// The default experiment, before anything is logged to it.
    static ObjectNode defaultExperiment() {
        ObjectNode node =
                object().put("experiment_id", Tracking.DEFAULT)
                        .put("name", Tracking.DEFAULT_NAME)
                        .put("artifact_location", "mlflow-artifacts:/" + Tracking.DEFAULT)
                        .put("lifecycle_stage", "active");
        node.putArray("tags");
        return node;
    }

    static ObjectNode run(Experiments tracked, Run run) {
        ObjectNode node = object();
        node.set("info", info(tracked, run));
        ObjectNode data = node.putObject("data");
        ArrayNode metrics = data.putArray("metrics");
        run.metrics()
                .forEach((key, m) ->
                        metrics.add(
                                metric(object().put("key", key), m.value(), m.time(), m.step())));
        data.set("params", pairs(run.params()));
        data.set("tags", pairs(run.tags()));
        ObjectNode inputs = node.putObject("inputs");
        if (!run.inputs().isEmpty()) {
            ArrayNode datasets = inputs.putArray("dataset_inputs");
            run.inputs().forEach(input -> datasets.add(input(input)));
        }
        node.putObject("outputs");
        return node;
    }

    static ObjectNode info(Experiments tracked, Run run) {
        ObjectNode node =
                object().put("run_id", run.id())
                        .put("run_uuid", run.id())
                        .put("run_name", run.name())
                        .put("experiment_id", run.experiment())
                        .put("user_id", run.facts().user())
                        .put("status", run.status().name())
                        .put("start_time", run.facts().startTime())
                        .put("artifact_uri", SearchSubject.artifactUri(run))
                        .put("lifecycle_stage", tracked.isDeleted(run) ? "deleted" : "active");
        if (run.endTime() != null) {
            node.put("end_time", run.endTime());
        }
        return node;
    }

    private static ObjectNode input(DatasetInput input) {
        ObjectNode node = object();
        node.set("tags", pairs(input.tags()));
        ObjectNode dataset =
                node.putObject("dataset")
                        .put("name", input.name())
                        .put("digest", input.digest())
                        .put("source_type", input.sourceType())
                        .put("source", input.source());
        if (!input.schema().isEmpty()) {
            dataset.put("schema", input.schema());
        }
        if (!input.profile().isEmpty()) {
            dataset.put("profile", input.profile());
        }
        return node;
    }

    /// A dataset in the search of datasets.
    static ObjectNode summary(String experiment, DatasetInput input) {
        ObjectNode node =
                object().put("experiment_id", experiment)
                        .put("name", input.name())
                        .put("digest", input.digest());
        String context = input.tags().get(SearchSubject.CONTEXT);
        return context == null ? node : node.put("context", context);
    }

    static ObjectNode metric(ObjectNode node, double value, long time, long step) {
        if (Double.isFinite(value)) {
            node.put("value", value);
        } else {
            node.put("value", Double.toString(value));
        }
        return node.put("timestamp", time).put("step", step);
    }

    private static ArrayNode pairs(Map<String, String> texts) {
        ArrayNode all = JSON.createArrayNode();
        texts.forEach((key, value) -> all.add(object().put("key", key).put("value", value)));
        return all;
    }
}
