package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.model.Run;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// The routes of logged models, as far as autologging needs them. The files of a model are those of
/// its run, below `models/NUMBER`; its description is a tag of the run.
record LoggedModelsApi(MlflowApi api) {
    private static final String TAG = "mlflow.loggedModel.";
    private static final Pattern ID = Pattern.compile("m-([0-9A-Za-z._-]+)-([0-9]+)");

    void routes(RoutesConfig routes) {
        api.post(routes, "logged-models", this::create);
        api.get(routes, "logged-models/{model}", ctx -> send(ctx, known(ctx)));
        api.patch(routes, "logged-models/{model}", this::finish);
        api.patch(routes, "logged-models/{model}/tags", this::tag);
        api.post(routes, "logged-models/{model}/params", MlflowResponses::done);
        api.post(routes, "runs/outputs", MlflowResponses::done);
    }

    /// @param facts the description of the model
    private record Model(Run run, String number, ObjectNode facts) {
        String id() {
            return "m-%s-%s".formatted(run.id(), number);
        }
    }

    private void create(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String source = fields.text("source_run_id", "");
        if (source.isEmpty()) {
            throw MlflowError.of(
                    501, "Tunebook stores models of runs only: log the model within a run");
        }
        Run run = RunsApi.known(api, source);
        long number = 1 + run.tags().keySet().stream().filter(tag -> tag.startsWith(TAG)).count();
        long now = System.currentTimeMillis();
        ObjectNode facts =
                MlflowResponses.object()
                        .put("name", fields.text("name", "model"))
                        .put("model_type", fields.text("model_type", ""))
                        .put("status", "LOGGED_MODEL_PENDING")
                        .put("creation_timestamp_ms", now)
                        .put("last_updated_timestamp_ms", now);
        keep(ctx, new Model(run, Long.toString(number), facts));
    }

    private void finish(Context ctx) {
        Model model = known(ctx);
        model.facts()
                .put("status", RequestFields.of(ctx).text("status", "LOGGED_MODEL_READY"))
                .put("last_updated_timestamp_ms", System.currentTimeMillis());
        keep(ctx, model);
    }

    private void tag(Context ctx) {
        Model model = known(ctx);
        ObjectNode tags = model.facts().withObject("/tags");
        RequestFields.of(ctx).pairs("tags").forEach(tags::put);
        keep(ctx, model);
    }

    private void keep(Context ctx, Model model) {
        Map<String, String> tags = Map.of(TAG + model.number(), model.facts().toString());
        LoggingApi.checkTags(tags);
        api.tracking().log(model.run().id(), Map.of(), tags, List.of(), List.of(), api.actor(ctx));
        send(ctx, model);
    }

    private Model known(Context ctx) {
        String id = ctx.pathParam("model");
        Matcher m = ID.matcher(id);
        Run run = m.matches() ? api.tracking().now().run(m.group(1)) : null;
        String text = run == null ? null : run.tags().get(TAG + m.group(2));
        try {
            if (run != null
                    && text != null
                    && MlflowResponses.JSON.readTree(text) instanceof ObjectNode facts) {
                return new Model(run, m.group(2), facts);
            }
        } catch (JacksonException e) {
            throw MlflowError.invalid(
                    "The tag %s%s of run %s is not a valid model description: %s"
                            .formatted(TAG, m.group(2), m.group(1), e.getOriginalMessage()));
        }
        throw MlflowError.absent("Logged model with ID '%s' not found".formatted(id));
    }

    private static void send(Context ctx, Model model) {
        ObjectNode info =
                model.facts()
                        .deepCopy()
                        .put("model_id", model.id())
                        .put("experiment_id", model.run().experiment())
                        .put("source_run_id", model.run().id())
                        .put(
                                "artifact_uri",
                                "%s/models/%s"
                                        .formatted(
                                                SearchSubject.artifactUri(model.run()),
                                                model.number()));
        var tags = info.remove("tags");
        var all = info.putArray("tags");
        if (tags != null) {
            tags.properties()
                    .forEach(e ->
                            all.add(
                                    MlflowResponses.object()
                                            .put("key", e.getKey())
                                            .put("value", e.getValue().stringValue())));
        }
        ObjectNode answer = MlflowResponses.object();
        ObjectNode node = answer.putObject("model");
        node.set("info", info);
        node.putObject("data");
        MlflowResponses.send(ctx, answer);
    }
}
