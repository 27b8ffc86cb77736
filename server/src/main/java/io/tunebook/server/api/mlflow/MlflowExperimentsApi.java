package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.server.exchange.mlflow.Filter;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.Order;
import io.tunebook.server.exchange.mlflow.Page;
import io.tunebook.server.exchange.mlflow.ResultWeight;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.mlflow.View;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `experiments/…`.
record MlflowExperimentsApi(MlflowApi api) {
    private static final Experiment IMPLIED =
            Experiment.implied(Tracking.DEFAULT, Tracking.DEFAULT_NAME);
    private static final Pattern ABSOLUTE = Pattern.compile("^(/|[A-Za-z][A-Za-z0-9+.-]*:)");
    private static final int MAX_RESULTS = 50_000;
    private static final int MAX_KEY = 250;
    private static final int MAX_VALUE = 20_000;
    private static final int MAX_LOCATION = 2_048;
    private static final int MAX_DATASET_EXPERIMENTS = 20;
    private static final int MAX_DATASETS = 1_000;

    void routes(RoutesConfig routes) {
        api.post(routes, "experiments/create", this::create);
        api.get(routes, "experiments/get", ctx -> answer(ctx, this::get));
        api.get(routes, "experiments/get-by-name", this::byName);
        api.search(routes, "experiments/search", this::search);
        api.get(routes, "experiments/search", this::search);
        api.post(routes, "experiments/delete", ctx -> lifecycle(ctx, true));
        api.post(routes, "experiments/restore", ctx -> lifecycle(ctx, false));
        api.post(routes, "experiments/update", this::update);
        api.post(routes, "experiments/set-experiment-tag", this::tag);
        api.post(routes, "experiments/delete-experiment-tag", this::untag);
        api.search(routes, "experiments/search-datasets", ctx -> answer(ctx, this::datasets));
    }

    private void create(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String name = fields.required("name");
        String location = fields.text("artifact_location", "");
        checkLocation(location);
        Map<String, String> tags = fields.pairs("tags");
        tags.forEach(MlflowExperimentsApi::check);
        MlflowResponses.send(
                ctx,
                MlflowResponses.object()
                        .put(
                                "experiment_id",
                                api.tracking()
                                        .createExperiment(
                                                name,
                                                "mlflow",
                                                tags,
                                                location.isEmpty() ? null : absolute(location),
                                                api.actor(ctx))));
    }

    /// A location is recorded and given back; files are stored beside the log all the same.
    private static void checkLocation(String location) {
        if (location.length() > MAX_LOCATION || location.indexOf('#') >= 0) {
            throw MlflowError.invalid(
                    "Invalid value for parameter 'artifact_location': at most %,d characters, without '#'"
                            .formatted(MAX_LOCATION));
        }
    }

    /// The location; a path without a scheme is one relative to the server's folder, as in MLflow.
    private static String absolute(String location) {
        return ABSOLUTE.matcher(location).find()
                ? location
                : Path.of("").toAbsolutePath() + "/" + location.replaceFirst("^(\\./+)+", "");
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

    private static void answer(Context ctx, Function<RequestFields, ObjectNode> read) {
        MlflowResponses.send(ctx, read.apply(RequestFields.of(ctx)));
    }

    ObjectNode get(RequestFields fields) {
        return one(existing(fields.required("experiment_id")));
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
        MlflowResponses.send(ctx, one(found));
    }

    private static ObjectNode one(@Nullable Experiment found) {
        ObjectNode answer = MlflowResponses.object();
        answer.set(
                "experiment",
                found == null
                        ? MlflowResponses.defaultExperiment()
                        : MlflowResponses.experiment(found));
        return answer;
    }

    private void search(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        Page page =
                Page.of(
                        fields.whole("max_results", MAX_RESULTS),
                        fields.text("page_token", ""),
                        api.ledger(),
                        MAX_RESULTS);
        View view = View.of(fields.name("view_type", "ACTIVE_ONLY"));
        Filter filter = Filter.ofExperiments(fields.text("filter", ""));
        Experiments tracked = page.tracked();
        List<Experiment> found =
                Stream.concat(
                                tracked.byId().values().stream(),
                                tracked.experiment(Tracking.DEFAULT) == null
                                        ? Stream.of(IMPLIED)
                                        : Stream.empty())
                        .filter(e -> view.shows(e.deleted()))
                        .filter(e -> filter.holds(SearchSubject.of(e)))
                        .sorted(Order.ofExperiments(fields.texts("order_by")))
                        .toList();
        Page shown = page.within(found, ResultWeight::of);
        ObjectNode answer = MlflowResponses.object();
        ArrayNode all = answer.putArray("experiments");
        shown.of(found)
                .forEach(e ->
                        all.add(
                                e.equals(IMPLIED)
                                        ? MlflowResponses.defaultExperiment()
                                        : MlflowResponses.experiment(e)));
        if (!shown.last(found)) {
            answer.put("next_page_token", shown.next());
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
        Experiment known = existing(id);
        String key = fields.required("key");
        active(known);
        String value = fields.text("value", "");
        check(key, value);
        api.tracking().changeExperiment(id, null, Map.of(key, value), null, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private void untag(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String id = fields.required("experiment_id");
        Experiment known = existing(id);
        String key = fields.required("key");
        if (known == null || !known.tags().containsKey(key)) {
            throw MlflowError.absent(
                    "No tag with name: %s in experiment with id %s".formatted(key, id));
        }
        active(known);
        api.tracking().removeTag(id, key, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    private static void active(@Nullable Experiment e) {
        if (e != null && e.deleted()) {
            throw MlflowError.invalid(
                    "The experiment %s must be in the 'active' state. Current state is deleted."
                            .formatted(e.id()));
        }
    }

    /// The datasets of the experiments' runs, each once for each context.
    ObjectNode datasets(RequestFields fields) {
        List<String> ids = fields.texts("experiment_ids");
        if (ids.isEmpty()) {
            throw MlflowError.invalid(
                    "SearchDatasets request must specify at least one experiment_id.");
        }
        if (ids.size() > MAX_DATASET_EXPERIMENTS) {
            throw MlflowError.invalid(
                    "SearchDatasets request cannot specify more than %d experiment_ids. Received %d experiment_ids."
                            .formatted(MAX_DATASET_EXPERIMENTS, ids.size()));
        }
        Set<ObjectNode> found = new LinkedHashSet<>();
        for (String id : ids) {
            Experiment experiment = api.tracking().now().experiment(id);
            if (experiment != null) {
                api.tracking().now().runsOf(experiment).stream()
                        .flatMap(run -> run.inputs().stream())
                        .forEach(input -> found.add(MlflowResponses.summary(id, input)));
            }
        }
        ObjectNode answer = MlflowResponses.object();
        ArrayNode all = answer.putArray("dataset_summaries");
        found.stream().limit(MAX_DATASETS).forEach(all::add);
        return answer;
    }
}
