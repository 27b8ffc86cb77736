package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.mlflow.MetricHistory;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.model.Run;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `metrics/…`: measurements as they were sent, in MLflow's order.
record HistoryApi(MlflowApi api) {
    private static final int MAX_RESULTS = 25_000;
    private static final int MAX_RUNS = 100;
    private static final int MAX_SAMPLED = 2_500;

    void routes(RoutesConfig routes) {
        api.get(routes, "metrics/get-history", this::history);
        api.get(routes, "metrics/get-history-bulk", this::bulk);
        api.get(
                routes,
                "metrics/get-history-bulk-interval",
                ctx -> MlflowResponses.send(ctx, interval(RequestFields.of(ctx))));
    }

    /// All measurements, unless the request asks for pages.
    private void history(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String run = fields.run();
        String key = fields.required("metric_key");
        long most = fields.whole("max_results", Integer.MAX_VALUE);
        if (most < 1) {
            throw MlflowError.invalid(
                    "Invalid value %d for parameter 'max_results' supplied. It must be a positive integer."
                            .formatted(most));
        }
        MetricHistory all = of(run, key);
        long from = fields.whole("page_token", 0);
        long end = Math.min(all.size(), from + Math.min(most, Integer.MAX_VALUE));
        ObjectNode answer = MlflowResponses.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (int i = Math.clamp(from, 0, all.size()); i < end; i++) {
            metrics.add(point(all.byTime(i), null));
        }
        if (end < all.size()) {
            answer.put("next_page_token", Long.toString(end));
        }
        MlflowResponses.send(ctx, answer);
    }

    /// @throws MlflowError when there is no such run
    private MetricHistory of(String id, String key) {
        Run run = RunsApi.known(api, id);
        return new MetricHistory(
                run.metrics().containsKey(key)
                        ? api.tracking().history(id, key)
                        : new Measurements(key, new long[0], new long[0], new double[0]));
    }

    private static ObjectNode point(MetricHistory.Point p, @Nullable String run) {
        ObjectNode node =
                MlflowResponses.metric(
                        MlflowResponses.object().put("key", p.metric()),
                        p.value(),
                        p.time(),
                        p.step());
        return run == null ? node : node.put("run_id", run);
    }

    private void bulk(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        List<String> runs = fields.texts("run_id");
        if (runs.isEmpty()) {
            throw MlflowError.invalid(
                    "GetMetricHistoryBulk request must specify at least one run_id.");
        }
        if (runs.size() > MAX_RUNS) {
            throw MlflowError.invalid(
                    "GetMetricHistoryBulk request cannot specify more than %d run_ids. Received %d run_ids."
                            .formatted(MAX_RUNS, runs.size()));
        }
        String key = fields.text("metric_key");
        if (key == null) {
            throw MlflowError.invalid("GetMetricHistoryBulk request must specify a metric_key.");
        }
        long most = Math.min(fields.whole("max_results", MAX_RESULTS), MAX_RESULTS);
        ObjectNode answer = MlflowResponses.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (String run : runs.stream().distinct().sorted().toList()) {
            if (api.tracking().now().run(run) == null) {
                continue;
            }
            MetricHistory all = of(run, key);
            for (int i = 0; i < all.size() && metrics.size() < most; i++) {
                metrics.add(point(all.byTime(i), run));
            }
        }
        MlflowResponses.send(ctx, answer);
    }

    ObjectNode interval(RequestFields fields) {
        List<String> runs = fields.texts("run_ids");
        if (runs.isEmpty()) {
            throw FieldTypes.missing("run_ids");
        }
        if (runs.size() > MAX_RUNS) {
            throw MlflowError.invalid(
                    "GetMetricHistoryBulkInterval request must specify at most %d run_ids. Received %d run_ids."
                            .formatted(MAX_RUNS, runs.size()));
        }
        String key = fields.required("metric_key");
        Long from = fields.whole("start_step");
        Long to = fields.whole("end_step");
        long most = fields.whole("max_results", MAX_SAMPLED);
        if (most < 1 || most > MAX_SAMPLED) {
            throw MlflowError.invalid(
                    "max_results must be between 1 and %d.".formatted(MAX_SAMPLED));
        }
        if ((from == null) != (to == null)) {
            throw MlflowError.invalid(
                    "If either start step or end step are specified, both must be specified.");
        }
        if (from != null && to != null && from > to) {
            throw MlflowError.invalid(
                    "end_step must be greater than start_step. Found start_step=%d and end_step=%d."
                            .formatted(from, to));
        }
        ObjectNode answer = MlflowResponses.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (String run : runs) {
            of(run, key)
                    .sample(
                            from == null ? Long.MIN_VALUE : from,
                            to == null ? Long.MAX_VALUE : to,
                            (int) most)
                    .forEach(p -> metrics.add(point(p, run)));
        }
        return answer;
    }
}
