package io.tunebook.server.api.mlflow;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.server.exchange.mlflow.Filter;
import io.tunebook.server.exchange.mlflow.MlflowError;
import io.tunebook.server.exchange.mlflow.Order;
import io.tunebook.server.exchange.mlflow.Page;
import io.tunebook.server.exchange.mlflow.ResultWeight;
import io.tunebook.server.exchange.mlflow.RunNames;
import io.tunebook.server.exchange.mlflow.SearchSubject;
import io.tunebook.server.exchange.mlflow.View;
import io.tunebook.server.exchange.tracking.MlflowTags;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Experiments;
import io.tunebook.server.model.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The routes `runs/…`, without those that log to a run.
record RunsApi(MlflowApi api) {
    private static final String NAME = MlflowTags.NAME;
    private static final int DEFAULT_RESULTS = 1_000;
    private static final int MAX_RESULTS = 50_000;

    void routes(RoutesConfig routes) {
        api.post(routes, "runs/create", this::create);
        api.post(routes, "runs/update", this::update);
        api.get(
                routes,
                "runs/get",
                ctx -> {
                    RequestFields fields = RequestFields.of(ctx);
                    api.begin(ctx, fields.run());
                    MlflowResponses.send(ctx, get(fields));
                });
        api.post(routes, "runs/delete", ctx -> lifecycle(ctx, true));
        api.post(routes, "runs/restore", ctx -> lifecycle(ctx, false));
        api.search(
                routes,
                "runs/search",
                ctx -> MlflowResponses.send(ctx, search(RequestFields.of(ctx))));
    }

    /// @throws MlflowError when there is no such run
    static Run known(MlflowApi api, String id) {
        Run run = api.tracking().now().run(id);
        if (run == null) {
            throw MlflowError.absent("Run with id=%s not found".formatted(id));
        }
        return run;
    }

    private void create(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        String experiment = fields.text("experiment_id", Tracking.DEFAULT);
        if (experiment.isEmpty()) {
            experiment = Tracking.DEFAULT;
        }
        if (api.tracking().now().experiment(experiment) == null
                && !experiment.equals(Tracking.DEFAULT)) {
            throw MlflowError.absent("No Experiment with id=%s exists".formatted(experiment));
        }
        Map<String, String> tags = fields.pairs("tags");
        LoggingApi.checkTags(tags);
        String name = fields.text("run_name", "");
        String tagged = tags.getOrDefault(NAME, "");
        if (!name.isEmpty() && !tagged.isEmpty() && !name.equals(tagged)) {
            throw MlflowError.invalid(
                    "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='%s', mlflow.runName='%s')."
                            .formatted(name, tagged));
        }
        String chosen = !name.isEmpty() ? name : !tagged.isEmpty() ? tagged : RunNames.next();
        tags.put(NAME, chosen);
        String user = fields.text("user_id", "");
        String run =
                api.tracking()
                        .createRun(
                                experiment,
                                chosen,
                                user.isEmpty() ? tags.getOrDefault("mlflow.user", "") : user,
                                fields.whole("start_time", System.currentTimeMillis()),
                                tags,
                                api.actor(ctx));
        MlflowResponses.send(ctx, one(known(api, run)));
    }

    private ObjectNode one(Run run) {
        ObjectNode answer = MlflowResponses.object();
        answer.set(
                "run",
                LoggedModelResponses.withModels(
                        MlflowResponses.run(api.tracking().now(), run),
                        api.tracking().now(),
                        run.id()));
        return answer;
    }

    private void update(Context ctx) {
        RequestFields fields = RequestFields.of(ctx);
        api.begin(ctx, fields.run());
        Run run = known(api, fields.run());
        String name = fields.text("run_name", "");
        api.tracking()
                .change(
                        run.id(),
                        name.isEmpty() ? null : name,
                        status(fields.name("status", "")),
                        fields.whole("end_time"),
                        "",
                        api.actor(ctx));
        ObjectNode answer = MlflowResponses.object();
        answer.set("run_info", MlflowResponses.info(api.tracking().now(), known(api, run.id())));
        MlflowResponses.send(ctx, answer);
    }

    private static @Nullable RunStatus status(String name) {
        if (name.isEmpty()) {
            return null;
        }
        return Arrays.stream(RunStatus.values())
                .filter(s -> s.name().equals(name) || number(s).equals(name))
                .findFirst()
                .orElseThrow(() ->
                        MlflowError.invalid(
                                "Invalid status '%s': one of %s"
                                        .formatted(name, Arrays.toString(RunStatus.values()))));
    }

    /// The number of a status in MLflow's protocol.
    private static String number(RunStatus status) {
        return switch (status) {
            case RUNNING -> "1";
            case SCHEDULED -> "2";
            case FINISHED -> "3";
            case FAILED -> "4";
            case KILLED -> "5";
        };
    }

    ObjectNode get(RequestFields fields) {
        return one(known(api, fields.run()));
    }

    private void lifecycle(Context ctx, boolean deleted) {
        Run run = known(api, RequestFields.of(ctx).run());
        api.tracking().delete(run.id(), deleted, api.actor(ctx));
        MlflowResponses.done(ctx);
    }

    ObjectNode search(RequestFields fields) {
        Page page =
                Page.of(
                        fields.whole("max_results", DEFAULT_RESULTS),
                        fields.text("page_token", ""),
                        api.ledger(),
                        MAX_RESULTS);
        View view = View.of(fields.name("run_view_type", "ACTIVE_ONLY"));
        Filter filter = Filter.ofRuns(fields.text("filter", ""));
        List<Run> found =
                runs(page.tracked(), fields.texts("experiment_ids")).stream()
                        .filter(r -> view.shows(page.tracked().isDeleted(r)))
                        .filter(r -> filter.holds(SearchSubject.of(r)))
                        .sorted(Order.ofRuns(fields.texts("order_by")))
                        .toList();
        Page shown = page.within(found, ResultWeight::of);
        ObjectNode answer = MlflowResponses.object();
        ArrayNode all = answer.putArray("runs");
        shown.of(found)
                .forEach(r ->
                        all.add(
                                LoggedModelResponses.withModels(
                                        MlflowResponses.run(page.tracked(), r),
                                        page.tracked(),
                                        r.id())));
        if (!shown.last(found)) {
            answer.put("next_page_token", shown.next());
        }
        return answer;
    }

    private static List<Run> runs(Experiments tracked, List<String> experiments) {
        List<Run> all = new ArrayList<>();
        for (String id : experiments.stream().distinct().toList()) {
            Experiment experiment = tracked.experiment(id);
            if (experiment != null) {
                all.addAll(tracked.runsOf(experiment));
            }
        }
        return all;
    }
}
