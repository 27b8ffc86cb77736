package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Role;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.api.view.ExperimentPage;
import io.tunebook.server.api.view.ExperimentsPage;
import io.tunebook.server.exchange.imports.ImportedStudies;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Snapshot;
import java.util.List;

/// The routes of experiments with external runs, and how their runs become trials of a study.
final class ExperimentsApi {
    private final Ledger ledger;
    private final Tracking tracking;
    private final Requests requests;

    ExperimentsApi(Ledger ledger, Tracking tracking, Requests requests) {
        this.ledger = ledger;
        this.tracking = tracking;
        this.requests = requests;
    }

    /// @param project the id of the project, which is created if it does not exist
    /// @param roles one for every hyperparameter, with its domain
    record DescribeRequest(
            String project,
            String title,
            Objective objective,
            Goal goal,
            List<Role.Assignment> roles) {}

    /// @param id the id of the round
    record DescribeResponse(String id) {}

    void routes(RoutesConfig routes) {
        routes.get(
                "/api/v1/experiments",
                ctx -> Json.answer(ctx, ExperimentsPage.of(requests.snapshot(ctx).book())),
                Operation.of("experiments", "Experiments", "All experiments of external runs")
                        .atAPosition()
                        .withResponse(ExperimentsPage.class));
        routes.get(
                "/api/v1/experiments/{experiment}",
                ctx -> {
                    Snapshot s = requests.snapshot(ctx);
                    Json.answer(ctx, ExperimentPage.of(s.book(), known(ctx, s)));
                },
                Operation.of(
                                "experiment",
                                "Experiments",
                                "An experiment with its runs and the inferred domains of its params")
                        .atAPosition()
                        .withResponse(ExperimentPage.class));
        routes.post(
                "/api/v1/experiments/{experiment}/describe",
                this::describe,
                Operation.of(
                                "describeExperiment",
                                "Experiments",
                                "Make an experiment a study of a round")
                        .withDescription("Its project is created if it does not exist.")
                        .withBody(DescribeRequest.class)
                        .withResponse(DescribeResponse.class));
    }

    private void describe(Context ctx) {
        DescribeRequest b = Json.body(ctx, DescribeRequest.class);
        Experiment experiment = known(ctx, requests.snapshot(ctx));
        String round =
                tracking.describe(
                        experiment.id(),
                        new Description(b.project(), b.title(), b.objective(), b.goal(), b.roles()),
                        requests.actor(ctx));
        ImportedStudies.described(ledger, experiment.id(), requests.actor(ctx));
        Json.answer(ctx, new DescribeResponse(round));
    }

    private static Experiment known(Context ctx, Snapshot s) {
        String id = ctx.pathParam("experiment");
        Experiment found = s.book().tracked().experiment(id);
        if (found == null) {
            throw Problem.unknown("experiment", id);
        }
        return found;
    }
}
