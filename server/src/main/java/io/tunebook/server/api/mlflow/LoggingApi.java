package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.DatasetInput;
import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.mlflow.MlflowError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The routes that log to a run: one append per request, idempotent.
record LoggingApi(MlflowApi api) {
    private static final int MAX_METRICS = 1_000;
    private static final int MAX_PARAMS = 100;
    private static final int MAX_ALL = 1_000;
    private static final int MAX_KEY = 250;
    private static final int MAX_PARAM = 6_000;
    private static final int MAX_TAG = 8_000;

    void routes(RoutesConfig routes) {
        api.post(routes, "runs/log-metric", this::metric);
        api.post(routes, "runs/log-parameter", this::param);
        api.post(routes, "runs/set-tag", this::tag);
        api.post(routes, "runs/delete-tag", this::untag);
        api.post(routes, "runs/log-batch", this::batch);
        api.post(routes, "runs/log-inputs", this::inputs);
    }

    private record Point(long step, long time, double value) {}

    private void metric(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        List<Measurements> metrics = metrics(List.of(fields));
        new LoggedModelMetrics(api).log(ctx, run, List.of(fields));
        log(ctx, run, Map.of(), Map.of(), metrics);
    }

    private void param(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        Map<String, String> params = Map.of(fields.required("key"), fields.text("value", ""));
        checkParams(params);
        log(ctx, run, params, Map.of(), List.of());
    }

    private void tag(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        Map<String, String> tags = Map.of(fields.required("key"), fields.text("value", ""));
        checkTags(tags);
        log(ctx, run, Map.of(), tags, List.of());
    }

    private void untag(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        var run = RunsApi.known(api, fields.run());
        String key = fields.required("key");
        if (!run.tags().containsKey(key) && !api.tracking().now().isDeleted(run)) {
            throw MlflowError.absent(
                    "No tag with name: %s in run with id %s".formatted(key, run.id()));
        }
        api.tracking().log(run.id(), Map.of(), Map.of(), List.of(key), List.of(), api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void batch(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        List<RequestFields> metrics = fields.list("metrics");
        List<RequestFields> params = fields.list("params");
        List<RequestFields> tags = fields.list("tags");
        limit("metrics", metrics.size(), MAX_METRICS);
        limit("params", params.size(), MAX_PARAMS);
        limit("tags", tags.size(), MAX_PARAMS);
        limit("metrics, params, and tags", metrics.size() + params.size() + tags.size(), MAX_ALL);
        Map<String, String> texts = params(params);
        checkParams(texts);
        Map<String, String> marks = fields.pairs("tags");
        checkTags(marks);
        List<Measurements> measured = metrics(metrics);
        api.begin(ctx, run);
        new LoggedModelMetrics(api).log(ctx, run, metrics);
        log(ctx, run, texts, marks, measured);
    }

    private void inputs(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        List<DatasetInput> datasets =
                fields.list("datasets").stream().map(LoggingApi::input).toList();
        List<RequestFields> models = fields.list("models");
        api.begin(ctx, run);
        RunsApi.known(api, run);
        api.tracking().logInputs(run, datasets, api.actor(ctx));
        new LoggedModelMetrics(api).inputs(ctx, run, models);
        MlflowResponses.done(ctx);
    }

    private static DatasetInput input(RequestFields input) {
        RequestFields dataset = input.object("dataset");
        Map<String, String> tags = input.pairs("tags");
        checkTags(tags);
        return new DatasetInput(
                dataset.required("name"),
                dataset.required("digest"),
                dataset.text("source_type", ""),
                dataset.text("source", ""),
                dataset.text("schema", ""),
                dataset.text("profile", ""),
                tags);
    }

    private void log(
            Context ctx,
            String run,
            Map<String, String> params,
            Map<String, String> tags,
            List<Measurements> metrics) {
        api.begin(ctx, run);
        RunsApi.known(api, run);
        api.tracking().log(run, params, tags, List.of(), metrics, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    /// A key that occurs twice in a batch must have the same value.
    private static Map<String, String> params(List<RequestFields> params) {
        Map<String, String> all = new LinkedHashMap<>();
        for (RequestFields each : params) {
            String value = each.text("value", "");
            String before = all.put(each.required("key"), value);
            if (before != null && !before.equals(value)) {
                throw MlflowError.invalid(
                        "Duplicate parameter keys have been submitted: %s is '%s' and '%s'"
                                .formatted(each.required("key"), before, value));
            }
        }
        return all;
    }

    private static List<Measurements> metrics(List<RequestFields> metrics) {
        Map<String, List<Point>> byKey = new LinkedHashMap<>();
        for (RequestFields each : metrics) {
            String key = each.required("key");
            key("metric", key);
            double value = each.real("value");
            long time = each.requiredWhole("timestamp");
            byKey.computeIfAbsent(key, k -> new ArrayList<>())
                    .add(new Point(each.whole("step", 0), time, value));
        }
        return byKey.entrySet().stream()
                .map(e ->
                        new Measurements(
                                e.getKey(),
                                e.getValue().stream().mapToLong(Point::step).toArray(),
                                e.getValue().stream().mapToLong(Point::time).toArray(),
                                e.getValue().stream().mapToDouble(Point::value).toArray()))
                .toList();
    }

    private static void limit(String what, int n, int most) {
        if (n > most) {
            throw MlflowError.invalid(
                    "A batch logging request can contain at most %d %s. Got %d %s. Please split up %s across multiple requests and try again."
                            .formatted(most, what, n, what, what));
        }
    }

    private static void checkParams(Map<String, String> params) {
        params.forEach((key, value) -> {
            key("param", key);
            length("Param value", key, value, MAX_PARAM);
        });
    }

    static void checkTags(Map<String, String> tags) {
        tags.forEach((key, value) -> {
            key("tag", key);
            length("Tag value", key, value, MAX_TAG);
        });
    }

    private static void key(String what, String key) {
        if (key.isBlank() || key.length() > MAX_KEY) {
            throw MlflowError.invalid(
                    "The key of a %s must have 1 to %d characters, and '%s' has %,d"
                            .formatted(
                                    what,
                                    MAX_KEY,
                                    key.substring(0, Math.min(40, key.length())),
                                    key.length()));
        }
    }

    private static void length(String what, String key, String value, int most) {
        if (value.length() > most) {
            throw MlflowError.invalid(
                    "%s of '%s' has %,d characters, and the maximum is %,d"
                            .formatted(what, key, value.length(), most));
        }
    }
}
