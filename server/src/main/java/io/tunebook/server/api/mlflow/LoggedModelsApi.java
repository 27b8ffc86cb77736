package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event.ModelStatus;
import io.tunebook.events.ModelOutput;
import io.tunebook.server.exchange.mlflow.Filter;
import io.tunebook.server.exchange.mlflow.LoggedModelSearch;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.Page;
import io.tunebook.server.exchange.mlflow.ResultWeight;
import io.tunebook.server.exchange.mlflow.RunNames;
import io.tunebook.server.exchange.mlflow.TaggedModels;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.LoggedModel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `logged-models/…`, without those of their files ([ArtifactsApi]), and `runs/outputs`.
record LoggedModelsApi(MlflowApi api) {
    private static final int DEFAULT_RESULTS = 100;
    private static final int MAX_RESULTS = 50_000;
    private static final String FORBIDDEN = "/:.%\"'";

    void routes(RoutesConfig routes) {
        api.post(routes, "logged-models", this::create);
        api.search(routes, "logged-models/search", this::search);
        api.get(routes, "logged-models/{model}", this::get);
        api.patch(routes, "logged-models/{model}", this::finish);
        api.delete(routes, "logged-models/{model}", this::remove);
        api.patch(routes, "logged-models/{model}/tags", this::tag);
        api.delete(routes, "logged-models/{model}/tags/<tag>", this::untag);
        api.post(routes, "logged-models/{model}/params", this::params);
        api.post(routes, "runs/outputs", this::outputs);
    }

    /// @param deleted whether a deleted model is known
    /// @throws MlflowError when there is no such model
    static LoggedModel known(MlflowApi api, String id, boolean deleted) {
        Experiments tracked = api.tracking().now();
        LoggedModel model = tracked.models().get(id);
        if (model == null) {
            model = TaggedModels.find(tracked, id);
        }
        if (model == null || (model.deleted() && !deleted)) {
            throw MlflowError.absent("Logged model with ID '%s' not found.".formatted(id));
        }
        return model;
    }

    private void create(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String experiment = fields.required("experiment_id");
        String name = fields.text("name", "");
        if (name.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0)) {
            throw MlflowError.invalid(
                    "Invalid model name ('%s') provided. Model name must be a non-empty string and cannot contain the following characters: %s"
                            .formatted(name, String.join(" ", FORBIDDEN.split(""))));
        }
        String id =
                api.models()
                        .create(
                                experiment,
                                name.isBlank() ? RunNames.next() : name,
                                filled(fields.text("model_type")),
                                filled(fields.text("source_run_id")),
                                fields.pairs("params"),
                                fields.pairs("tags"),
                                api.actor(ctx));
        MlflowResponses.send(ctx, LoggedModelResponses.answer(known(api, id, true)));
    }

    private void get(Context ctx) {
        boolean deleted =
                Boolean.parseBoolean(RequestFields.of(ctx).text("allow_deleted", "false"));
        LoggedModel model = known(api, ctx.pathParam("model"), deleted);
        MlflowResponses.send(ctx, LoggedModelResponses.answer(model));
    }

    private void finish(Context ctx) {
        ModelStatus status = status(RequestFields.of(ctx).name("status", ""));
        String id = changing(ctx);
        api.models().change(id, status, null, api.actor(ctx));
        MlflowResponses.send(ctx, LoggedModelResponses.answer(known(api, id, true)));
    }

    private void remove(Context ctx) {
        api.models().change(changing(ctx), null, true, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void tag(Context ctx) {
        Map<String, String> tags = RequestFields.of(ctx).pairs("tags");
        api.models().log(changing(ctx), Map.of(), tags, List.of(), api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void untag(Context ctx) {
        String tag = ctx.pathParam("tag");
        LoggedModel model = known(api, changing(ctx), true);
        if (!model.tags().containsKey(tag)) {
            throw MlflowError.absent(
                    "No tag with key '%s' found for model with ID '%s'."
                            .formatted(tag, model.id()));
        }
        api.models().log(model.id(), Map.of(), Map.of(), List.of(tag), api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void params(Context ctx) {
        Map<String, String> params = RequestFields.of(ctx).pairs("params");
        api.models().log(changing(ctx), params, Map.of(), List.of(), api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void outputs(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        List<ModelOutput> outputs =
                fields.list("models").stream()
                        .map(m -> new ModelOutput(m.required("model_id"), m.whole("step", 0)))
                        .toList();
        String run = RunsApi.known(api, fields.run()).id();
        api.models().link(run, outputs, List.of(), api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    /// The id of the request's model, recorded by events of its own.
    private String changing(Context ctx) {
        LoggedModel model = known(api, ctx.pathParam("model"), true);
        api.models().adopt(model, api.actor(ctx));
        return model.id();
    }

    private void search(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Long asked = fields.whole("max_results");
        Page page =
                Page.of(
                        asked == null || asked == 0 ? DEFAULT_RESULTS : asked,
                        fields.text("page_token", ""),
                        api.ledger(),
                        MAX_RESULTS);
        Set<String> experiments = new LinkedHashSet<>(fields.texts("experiment_ids"));
        if (experiments.isEmpty()) {
            throw MlflowError.invalid(
                    "Missing value for required parameter 'experiment_ids'. See the API docs for more information about request parameters.");
        }
        LoggedModelSearch search =
                new LoggedModelSearch(
                        Filter.ofModels(fields.text("filter", "")),
                        fields.list("datasets").stream()
                                .map(d ->
                                        new LoggedModelSearch.Dataset(
                                                d.required("dataset_name"),
                                                filled(d.text("dataset_digest"))))
                                .toList(),
                        fields.list("order_by").stream().map(LoggedModelsApi::orderBy).toList());
        List<LoggedModel> found = search.in(models(page.tracked(), experiments));
        Page shown = page.within(found, ResultWeight::of);
        ObjectNode answer = MlflowResponses.object();
        ArrayNode all = answer.putArray("models");
        shown.of(found).forEach(m -> all.add(LoggedModelResponses.model(m)));
        if (!shown.last(found)) {
            answer.put("next_page_token", shown.next());
        }
        MlflowResponses.send(ctx, answer);
    }

    private static LoggedModelSearch.OrderBy orderBy(RequestFields fields) {
        return new LoggedModelSearch.OrderBy(
                fields.required("field_name"),
                fields.flag("ascending", true),
                new LoggedModelSearch.Dataset(
                        filled(fields.text("dataset_name")),
                        filled(fields.text("dataset_digest"))));
    }

    /// The models of these experiments, without the deleted ones.
    private static Stream<LoggedModel> models(Experiments tracked, Set<String> experiments) {
        Stream<LoggedModel> tagged =
                experiments.stream()
                        .flatMap(id -> {
                            Experiment experiment = tracked.experiment(id);
                            return experiment == null
                                    ? Stream.empty()
                                    : tracked.runsOf(experiment).stream();
                        })
                        .flatMap(run -> TaggedModels.of(run).stream())
                        .filter(model -> tracked.models().get(model.id()) == null);
        return Stream.concat(
                tracked.models().byId().values().stream()
                        .filter(m -> !m.deleted() && experiments.contains(m.facts().experiment())),
                tagged);
    }

    private static ModelStatus status(String text) {
        return switch (text) {
            case "0", "LOGGED_MODEL_STATUS_UNSPECIFIED" -> ModelStatus.UNSPECIFIED;
            case "1", "LOGGED_MODEL_PENDING" -> ModelStatus.PENDING;
            case "2", "LOGGED_MODEL_READY" -> ModelStatus.READY;
            case "3", "LOGGED_MODEL_UPLOAD_FAILED" -> ModelStatus.FAILED;
            default ->
                    throw MlflowError.invalid(
                            "Invalid value '%s' for parameter 'status': one of LOGGED_MODEL_PENDING, LOGGED_MODEL_READY and LOGGED_MODEL_UPLOAD_FAILED"
                                    .formatted(text));
        };
    }

    private static @Nullable String filled(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
