package io.tunebook.server.api.mlflow;

import io.javalin.http.Context;
import io.tunebook.events.ModelMetric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records the models that a run's requests name: as the subject of a metric, or as an input.
record LoggedModelMetrics(MlflowApi api) {
    /// Records the measurements that name a model for it, before they are recorded for the run.
    void log(Context ctx, String run, List<RequestFields> metrics) {
        Map<String, List<ModelMetric>> byModel = new LinkedHashMap<>();
        for (RequestFields each : metrics) {
            String model = filled(each, "model_id");
            if (model != null) {
                byModel.computeIfAbsent(model, k -> new ArrayList<>())
                        .add(
                                new ModelMetric(
                                        each.required("key"),
                                        each.real("value"),
                                        each.whole("timestamp", 0),
                                        each.whole("step", 0),
                                        filled(each, "dataset_name"),
                                        filled(each, "dataset_digest")));
            }
        }
        if (!byModel.isEmpty()) {
            RunsApi.known(api, run);
        }
        byModel.forEach((id, all) -> {
            api.models().adopt(LoggedModelsApi.known(api, id, true), api.actor(ctx));
            api.models().measure(id, run, all, api.actor(ctx));
        });
    }

    /// Records the models that a run has used.
    void inputs(Context ctx, String run, List<RequestFields> models) {
        if (!models.isEmpty()) {
            List<String> ids = models.stream().map(m -> m.required("model_id")).toList();
            api.models().link(RunsApi.known(api, run).id(), List.of(), ids, api.actor(ctx));
        }
    }

    private static @Nullable String filled(RequestFields fields, String name) {
        String text = fields.text(name, "");
        return text.isBlank() ? null : text;
    }
}
