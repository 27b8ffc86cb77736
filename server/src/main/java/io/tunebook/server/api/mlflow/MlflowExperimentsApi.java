package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.exchange.mlflow.Filter;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.Order;
import io.tunebook.server.exchange.mlflow.Page;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.mlflow.View;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `experiments/…`.
record MlflowExperimentsApi(MlflowApi api) {
    private static final int MAX_RESULTS = 50_000;
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 20_000;

    void routes(RoutesConfig routes) {
        api.post(routes, "experiments/create", this::create);
        api.get(routes, "experiments/get", this::get);
        api.get(routes, "experiments/get-by-name", this::byName);
        api.search(routes, "experiments/search", this::search);
        api.get(routes, "experiments/search", this::search);
        api.post(routes, "experiments/delete", ctx -> lifecycle(ctx, true));
        api.post(routes, "experiments/restore", ctx -> lifecycle(ctx, false));
        api.post(routes, "experiments/update", this::update);
        api.post(routes, "experiments/set-experiment-tag", this::tag);
    }

    private void create(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String name = fields.required("name");
        String location = fields.text("artifact_location", "");
        if (!location.isEmpty()) {
            throw MlflowError.invalid(
                    "Tunebook stores artifacts beside its log: omit artifact_location '%s'"
                            .formatted(location));
        }
        Map<String, String> tags = fields.pairs("tags");
        tags.forEach(MlflowExperimentsApi::check);
        MlflowResponses.send(
                ctx,
                MlflowResponses.object()
                        .put(
                                "experiment_id",
                                api.tracking()
                                        .createExperiment(name, "mlflow", tags, api.actor(ctx))));
    }

    private static void check(String key, String value) {
        if (key.length() > MAX_KEY || value.length() > MAX_VALUE) {
            throw MlflowError.invalid(
                    "An experiment's tag must have a key of at most %d and a value of at most %,d characters, and '%s' has %,d and %,d"
                            .formatted(
                                    MAX_KEY,
                                    MAX_VALUE,
                                    key.substring(0, Math.min(40, key.length())),
                                    key.length(),
                                    value.length()));
        }
    }

    private void get(Context ctx) {
        String id = RequestFields.of(ctx).required("experiment_id");
        send(ctx, existing(id));
    }

    /// @return null for the default experiment, while nothing is logged to it
    private @Nullable Experiment existing(String id) {
        Experiment found = api.tracking().now().experiment(id);
        if (found == null && !id.equals(Tracking.DEFAULT)) {
            throw MlflowError.absent("No Experiment with id=%s exists".formatted(id));
        }
        return found;
    }

    private void byName(Context ctx) {
        String name = RequestFields.of(ctx).required("experiment_name");
        Experiment found = api.tracking().now().named(name);
        if (found == null && !name.equals(Tracking.DEFAULT_NAME)) {
            throw MlflowError.absent("Could not find experiment with name '%s'".formatted(name));
        }
        send(ctx, found);
    }

    private static void send(Context ctx, @Nullable Experiment found) {
        ObjectNode answer = MlflowResponses.object();
        answer.set(
                "experiment",
                found == null
                        ? MlflowResponses.defaultExperiment()
                        : MlflowResponses.experiment(found));
        MlflowResponses.send(ctx, answer);
    }

    private void search(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Page page =
                Page.of(
                        fields.whole("max_results", MAX_RESULTS),
                        fields.text("page_token", ""),
                        api.ledger(),
                        MAX_RESULTS);
        View view = View.of(fields.text("view_type", "ACTIVE_ONLY"));
        Filter filter = Filter.ofExperiments(fields.text("filter", ""));
        Experiments tracked = page.tracked();
        List<Experiment> found =
                tracked.byId().values().stream()
                        .filter(e -> view.shows(e.deleted()))
                        .filter(e -> filter.holds(SearchSubject.of(e)))
                        .sorted(Order.ofExperiments(fields.texts("order_by")))
                        .toList();
        ObjectNode answer = MlflowResponses.object();
        ArrayNode all = answer.putArray("experiments");
        page.of(found).forEach(e -> all.add(MlflowResponses.experiment(e)));
        boolean last = page.last(found);
        if (last
                && tracked.experiment(Tracking.DEFAULT) == null
                && view.shows(false)
                && filter.holds(SearchSubject.defaultExperiment())) {
            all.add(MlflowResponses.defaultExperiment());
        }
        if (!last) {
            answer.put("next_page_token", page.next());
        }
        MlflowResponses.send(ctx, answer);
    }

    private void lifecycle(Context ctx, boolean deleted) {
        String id = RequestFields.of(ctx).required("experiment_id");
        existing(id);
        api.tracking().changeExperiment(id, null, Map.of(), deleted, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void update(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String id = fields.required("experiment_id");
        Experiment known = existing(id);
        String name = fields.required("new_name");
        if (known != null && known.deleted()) {
            throw MlflowError.invalid(
                    "Cannot rename a non-active experiment: restore '%s' first".formatted(id));
        }
        api.tracking().changeExperiment(id, name, Map.of(), null, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void tag(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String id = fields.required("experiment_id");
        existing(id);
        String key = fields.required("key");
        String value = fields.text("value", "");
        check(key, value);
        api.tracking().changeExperiment(id, null, Map.of(key, value), null, api.actor(ctx));
        MlflowResponses.done(ctx);
    }
}
