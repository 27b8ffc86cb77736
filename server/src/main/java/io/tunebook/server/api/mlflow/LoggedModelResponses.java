package io.tunebook.server.api.mlflow;

import io.tunebook.events.ModelMetric;
import io.tunebook.server.exchange.mlflow.TaggedModels;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.LoggedModel;
import io.tunebook.server.model.LoggedModels;
import java.util.Comparator;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Logged models in the JSON of MLflow's REST API.
final class LoggedModelResponses {
    private static final Comparator<LoggedModel.Measurement> ORDER =
            Comparator.comparing((LoggedModel.Measurement m) -> m.metric().metric())
                    .thenComparingLong(m -> m.metric().time())
                    .thenComparingLong(m -> m.metric().step())
                    .thenComparing(LoggedModel.Measurement::run);

    private LoggedModelResponses() {}

    /// The URI at which MLflow's clients find the files of a model.
    static String artifactUri(LoggedModel model) {
        String folder = TaggedModels.folder(model);
        return folder == null
                ? "mlflow-artifacts:/%s/models/%s/artifacts"
                        .formatted(model.facts().experiment(), model.id())
                : "mlflow-artifacts:/%s/%s/artifacts/%s"
                        .formatted(model.facts().experiment(), model.facts().run(), folder);
    }

    static ObjectNode answer(LoggedModel model) {
        ObjectNode answer = MlflowResponses.object();
        answer.set("model", model(model));
        return answer;
    }

    static ObjectNode model(LoggedModel model) {
        ObjectNode node = MlflowResponses.object();
        ObjectNode info =
                node.putObject("info")
                        .put("model_id", model.id())
                        .put("experiment_id", model.facts().experiment())
                        .put("name", model.facts().name())
                        .put("creation_timestamp_ms", model.facts().time())
                        .put("last_updated_timestamp_ms", model.updated())
                        .put("artifact_uri", artifactUri(model))
                        .put("status", status(model));
        if (model.facts().type() != null) {
            info.put("model_type", model.facts().type());
        }
        if (model.facts().run() != null) {
            info.put("source_run_id", model.facts().run());
        }
        info.set("tags", pairs(model.tags()));
        ObjectNode data = node.putObject("data");
        data.set("params", pairs(model.params()));
        ArrayNode metrics = data.putArray("metrics");
        model.metrics().values().stream().sorted(ORDER).forEach(m -> metrics.add(metric(model, m)));
        return node;
    }

    /// Adds the models that a run has made and used to the run's JSON.
    static ObjectNode withModels(ObjectNode run, Experiments tracked, String id) {
        LoggedModels.Links links = tracked.models().linksOf(id);
        if (!links.inputs().isEmpty()) {
            ArrayNode inputs = run.withObject("/inputs").putArray("model_inputs");
            links.inputs().forEach(m -> inputs.add(MlflowResponses.object().put("model_id", m)));
        }
        if (!links.outputs().isEmpty()) {
            ArrayNode outputs = run.withObject("/outputs").putArray("model_outputs");
            links.outputs()
                    .forEach(m ->
                            outputs.add(
                                    MlflowResponses.object()
                                            .put("model_id", m.model())
                                            .put("step", m.step())));
        }
        return run;
    }

    private static String status(LoggedModel model) {
        return switch (model.status()) {
            case UNSPECIFIED -> "LOGGED_MODEL_STATUS_UNSPECIFIED";
            case PENDING -> "LOGGED_MODEL_PENDING";
            case READY -> "LOGGED_MODEL_READY";
            case FAILED -> "LOGGED_MODEL_UPLOAD_FAILED";
        };
    }

    private static ObjectNode metric(LoggedModel model, LoggedModel.Measurement measured) {
        ModelMetric m = measured.metric();
        ObjectNode node =
                MlflowResponses.metric(
                        MlflowResponses.object().put("key", m.metric()),
                        m.value(),
                        m.time(),
                        m.step());
        if (m.dataset() != null) {
            node.put("dataset_name", m.dataset());
        }
        if (m.digest() != null) {
            node.put("dataset_digest", m.digest());
        }
        return node.put("model_id", model.id()).put("run_id", measured.run());
    }

    private static ArrayNode pairs(Map<String, String> texts) {
        ArrayNode all = MlflowResponses.JSON.createArrayNode();
        texts.forEach((key, value) ->
                all.add(MlflowResponses.object().put("key", key).put("value", value)));
        return all;
    }
}
