package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.command.Command;
import io.tunebook.server.decision.Deciding;
import io.tunebook.server.ledger.Ledger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people and scripts do: each a command, answered with the position that it reached.
final class Actions {
    private final Ledger ledger;
    private final Requests requests;

    Actions(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    record NewProject(String id, String title, Objective objective) {}

    record NewBaseline(Configuration configuration, @Nullable Double value, String note) {}

    record NewRound(Goal goal, List<Role.Assignment> roles) {}

    record NewStudy(
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials,
            Reproduction reproduction) {}

    record Answer(String question, String verdict, String note) {}

    record Decided(
            String candidate,
            Event.Decision decision,
            String rationale,
            Map<String, String> overrides,
            long position,
            @Nullable String complexity) {}

    record Accepted(String warning, String why) {}

    record Rerun(String candidate, @Nullable String against, int times, long seed) {}

    /// @param space null to keep the study's own
    record Extension(@Nullable SearchSpace space, int trials, String why) {}

    record Why(String why) {}

    record Conclusion(String conclusion) {}

    record Note(String text) {}

    void routes(RoutesConfig routes) {
        routes.post(
                "/api/v1/projects",
                ctx -> {
                    NewProject b = Json.body(ctx, NewProject.class);
                    perform(ctx, new Command.CreateProject(b.id(), b.title(), b.objective()));
                });
        routes.post(
                "/api/v1/projects/{project}/baselines",
                ctx -> {
                    NewBaseline b = Json.body(ctx, NewBaseline.class);
                    perform(
                            ctx,
                            new Command.RecordBaseline(
                                    ctx.pathParam("project"),
                                    b.configuration(),
                                    b.value(),
                                    b.note()));
                },
                Needs.DECIDER);
        routes.post(
                "/api/v1/projects/{project}/rounds",
                ctx -> {
                    NewRound b = Json.body(ctx, NewRound.class);
                    perform(
                            ctx,
                            new Command.OpenRound(ctx.pathParam("project"), b.goal(), b.roles()));
                });
        routes.post("/api/v1/rounds/{round}/studies", this::createStudy);
        routes.post(
                "/api/v1/rounds/{round}/close",
                ctx ->
                        perform(
                                ctx,
                                new Command.CloseRound(
                                        ctx.pathParam("round"),
                                        Json.body(ctx, Conclusion.class).conclusion())),
                Needs.DECIDER);
        routes.post(
                "/api/v1/rounds/{round}/notes",
                ctx ->
                        perform(
                                ctx,
                                new Command.AddNote(
                                        ctx.pathParam("round"),
                                        Json.body(ctx, Note.class).text())));
        routes.post("/api/v1/rounds/{round}/answers", this::answer, Needs.DECIDER);
        routes.post("/api/v1/rounds/{round}/decision", this::decide, Needs.DECIDER);
        routes.post("/api/v1/rounds/{round}/acceptances", this::accept, Needs.DECIDER);
        routes.post(
                "/api/v1/rounds/{round}/reruns",
                ctx -> {
                    Rerun b = Json.body(ctx, Rerun.class);
                    perform(
                            ctx,
                            new Command.RerunForEvidence(
                                    ctx.pathParam("round"),
                                    b.candidate(),
                                    b.against(),
                                    b.times(),
                                    b.seed()));
                });
        routes.post(
                "/api/v1/studies/{study}/extend",
                ctx -> {
                    Extension b = Json.body(ctx, Extension.class);
                    var study = requests.study(ctx, ledger.now());
                    SearchSpace space = b.space() == null ? study.facts().space() : b.space();
                    perform(ctx, new Command.ExtendStudy(study.id(), space, b.trials(), b.why()));
                });
        routes.post("/api/v1/launches/{launch}/revert", this::revert, Needs.DECIDER);
        routes.post(
                "/api/v1/studies/{study}/start",
                ctx -> perform(ctx, new Command.StartStudy(ctx.pathParam("study"))));
        routes.post(
                "/api/v1/studies/{study}/stop",
                ctx ->
                        perform(
                                ctx,
                                new Command.StopStudy(
                                        ctx.pathParam("study"), Json.body(ctx, Why.class).why())));
    }

    private void createStudy(Context ctx) {
        NewStudy b = Json.body(ctx, NewStudy.class);
        perform(
                ctx,
                new Command.CreateStudy(
                        ctx.pathParam("round"),
                        b.name(),
                        b.settings(),
                        b.space(),
                        b.algorithm(),
                        b.trials(),
                        b.reproduction()));
    }

    private void answer(Context ctx) {
        Answer b = Json.body(ctx, Answer.class);
        var now = ledger.now();
        perform(
                ctx,
                Deciding.answer(now, requests.round(ctx, now), b.question(), b.verdict(), b.note())
                        .orElseThrow(() -> Problem.unknown("question", b.question())));
    }

    private void accept(Context ctx) {
        Accepted b = Json.body(ctx, Accepted.class);
        var now = ledger.now();
        perform(
                ctx,
                Deciding.accept(now, requests.round(ctx, now), b.warning(), b.why())
                        .orElseThrow(() -> Problem.unknown("warning", b.warning())));
    }

    private void decide(Context ctx) {
        Decided b = Json.body(ctx, Decided.class);
        var shown = requests.snapshot(b.position());
        var now = ledger.now();
        List<String> changed =
                Deciding.changed(
                        shown,
                        requests.round(ctx, shown),
                        now,
                        requests.round(ctx, now),
                        b.candidate());
        if (!changed.isEmpty()) {
            throw Problem.stale(
                    "what the data says about %s has changed since event %d: look again and decide then"
                            .formatted(String.join(", ", changed), b.position()));
        }
        perform(
                ctx,
                Deciding.launch(
                        shown,
                        requests.round(ctx, shown),
                        b.candidate(),
                        b.decision(),
                        b.rationale(),
                        b.overrides(),
                        b.complexity() == null ? "" : b.complexity()));
    }

    private void revert(Context ctx) {
        var launch = requests.launch(ctx, ledger.now());
        perform(
                ctx,
                new Command.RevertLaunch(
                        launch.facts().project(), launch.id(), Json.body(ctx, Why.class).why()));
    }

    /// @param id what was created or changed
    record DoneBody(long position, String id) {}

    private void perform(Context ctx, Command command) {
        Ledger.Done done = ledger.perform(command, requests.actor(ctx), requests.key(ctx));
        Json.answer(ctx, new DoneBody(done.position(), id(done.events().getFirst())));
    }

    private static String id(Event event) {
        return switch (event) {
            case Event.OfProject e -> e.project();
            case Event.OfRound e -> e.round();
            case Event.OfStudy e -> e.study();
            case Event.OfTrial e -> e.trial();
            case Event.OfLaunch e -> e.launch();
            case Event.OfExperiment e -> e.experiment();
            case Event.OfRun e -> e.run();
            case Event.NoteAdded e -> e.subject();
            case Event.SourceImported e -> e.digest();
            case Event.LogRecovered e -> "log";
        };
    }
}
