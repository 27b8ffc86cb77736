package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `metrics/…`: measurements, as they were sent.
record HistoryApi(MlflowApi api) {
    private static final int MAX_RESULTS = 25_000;
    private static final int MAX_RUNS = 100;
    private static final int MAX_SAMPLED = 2_500;

    void routes(RoutesConfig routes) {
        api.get(routes, "metrics/get-history", this::history);
        api.get(routes, "metrics/get-history-bulk-interval", this::interval);
    }

    private void history(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Run run = RunsApi.known(api, fields.run());
        String key = fields.required("metric_key");
        Measurements all =
                run.metrics().containsKey(key)
                        ? api.tracking().history(run.id(), key)
                        : new Measurements(key, new long[0], new long[0], new double[0]);
        long most = fields.whole("max_results", MAX_RESULTS);
        if (most < 1) {
            throw MlflowError.invalid("Invalid value %d for max_results".formatted(most));
        }
        long from = fields.text("page_token", "").isEmpty() ? 0 : fields.whole("page_token", 0);
        long end = Math.min(all.size(), from + Math.min(most, MAX_RESULTS));
        ObjectNode answer = MlflowResponses.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (int i = Math.clamp(from, 0, all.size()); i < end; i++) {
            metrics.add(point(all, i));
        }
        if (end < all.size()) {
            answer.put("next_page_token", Long.toString(end));
        }
        MlflowResponses.send(ctx, answer);
    }

    private static ObjectNode point(Measurements m, int i) {
        return MlflowResponses.metric(
                MlflowResponses.object().put("key", m.metric()),
                m.values()[i],
                m.times()[i],
                m.steps()[i]);
    }

    private void interval(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        List<String> runs = fields.texts("run_ids");
        if (runs.isEmpty() || runs.size() > MAX_RUNS) {
            throw MlflowError.invalid(
                    "run_ids must name 1 to %d runs, not %d".formatted(MAX_RUNS, runs.size()));
        }
        String key = fields.required("metric_key");
        long from = fields.whole("start_step", Long.MIN_VALUE);
        long to = fields.whole("end_step", Long.MAX_VALUE);
        long most = fields.whole("max_results", MAX_SAMPLED);
        if (from > to || most < 1 || most > MAX_SAMPLED) {
            throw MlflowError.invalid(
                    "start_step must not be after end_step, and max_results must be 1 to %,d"
                            .formatted(MAX_SAMPLED));
        }
        ObjectNode answer = MlflowResponses.object();
        ArrayNode metrics = answer.putArray("metrics");
        for (String id : runs) {
            Run run = RunsApi.known(api, id);
            if (run.metrics().containsKey(key)) {
                sampled(api.tracking().history(id, key), from, to, (int) most)
                        .forEach(m -> metrics.add(m.put("run_id", id)));
            }
        }
        MlflowResponses.send(ctx, answer);
    }

    /// Measurements at evenly spaced steps, with the first and the last.
    private static List<ObjectNode> sampled(Measurements m, long from, long to, int most) {
        TreeSet<Long> steps = new TreeSet<>();
        for (long s : m.steps()) {
            if (s >= from && s <= to) {
                steps.add(s);
            }
        }
        List<Long> all = new ArrayList<>(steps);
        Set<Long> kept = new TreeSet<>(all);
        if (all.size() > most) {
            kept.clear();
            for (int i = 0; i < most; i++) {
                kept.add(all.get((int) ((long) i * (all.size() - 1) / Math.max(1, most - 1))));
            }
        }
        List<ObjectNode> nodes = new ArrayList<>();
        for (int i = 0; i < m.size(); i++) {
            if (kept.contains(m.steps()[i])) {
                nodes.add(point(m, i));
            }
        }
        return nodes;
    }
}
