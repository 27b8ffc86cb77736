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
import io.tunebook.server.openapi.Operation;
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
        ofProjects(routes);
        ofRounds(routes);
        ofStudies(routes);
        routes.post(
                "/api/v1/launches/{launch}/revert",
                this::revert,
                Needs.DECIDER,
                Operation.of("revertLaunch", "Launches", "Take a launch back")
                        .takes(Why.class)
                        .gives(DoneBody.class));
    }

    private void ofProjects(RoutesConfig routes) {
        routes.post(
                "/api/v1/projects",
                ctx -> {
                    NewProject b = Json.body(ctx, NewProject.class);
                    perform(ctx, new Command.CreateProject(b.id(), b.title(), b.objective()));
                },
                Operation.of("createProject", "Projects", "Open a project")
                        .takes(NewProject.class)
                        .gives(DoneBody.class));
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
                Needs.DECIDER,
                Operation.of("recordBaseline", "Projects", "Name the configuration that is live")
                        .takes(NewBaseline.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/projects/{project}/rounds",
                ctx -> {
                    NewRound b = Json.body(ctx, NewRound.class);
                    perform(
                            ctx,
                            new Command.OpenRound(ctx.pathParam("project"), b.goal(), b.roles()));
                },
                Operation.of("openRound", "Projects", "Open a round with its goal and roles")
                        .takes(NewRound.class)
                        .gives(DoneBody.class));
    }

    private void ofRounds(RoutesConfig routes) {
        routes.post(
                "/api/v1/rounds/{round}/studies",
                this::createStudy,
                Operation.of("createStudy", "Rounds", "Create a study in a round")
                        .takes(NewStudy.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/rounds/{round}/close",
                ctx ->
                        perform(
                                ctx,
                                new Command.CloseRound(
                                        ctx.pathParam("round"),
                                        Json.body(ctx, Conclusion.class).conclusion())),
                Needs.DECIDER,
                Operation.of("closeRound", "Rounds", "Close a round with its conclusion")
                        .takes(Conclusion.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/rounds/{round}/notes",
                ctx ->
                        perform(
                                ctx,
                                new Command.AddNote(
                                        ctx.pathParam("round"), Json.body(ctx, Note.class).text())),
                Operation.of("addNote", "Rounds", "Write a note on a round")
                        .takes(Note.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/rounds/{round}/answers",
                this::answer,
                Needs.DECIDER,
                Operation.of("answerQuestion", "Rounds", "Answer a question of the checklist")
                        .takes(Answer.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/rounds/{round}/decision",
                this::decide,
                Needs.DECIDER,
                Operation.of("decideLaunch", "Rounds", "Launch, hold or reject a candidate")
                        .takes(Decided.class)
                        .gives(DoneBody.class)
                        .says(
                                "`position` is what was on the screen: if what the data says has changed since, nothing is decided.")
                        .refuses(
                                412,
                                "What the data says has changed since that position: look again and decide then."));
        routes.post(
                "/api/v1/rounds/{round}/acceptances",
                this::accept,
                Needs.DECIDER,
                Operation.of(
                                "acceptWarning",
                                "Rounds",
                                "Accept a warning of the linter, with a reason")
                        .takes(Accepted.class)
                        .gives(DoneBody.class));
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
                },
                Operation.of("rerunForEvidence", "Rounds", "Train a candidate again with new seeds")
                        .takes(Rerun.class)
                        .gives(DoneBody.class));
    }

    private void ofStudies(RoutesConfig routes) {
        routes.post(
                "/api/v1/studies/{study}/extend",
                ctx -> {
                    Extension b = Json.body(ctx, Extension.class);
                    var study = requests.study(ctx, ledger.now());
                    SearchSpace space = b.space() == null ? study.facts().space() : b.space();
                    perform(ctx, new Command.ExtendStudy(study.id(), space, b.trials(), b.why()));
                },
                Operation.of("extendStudy", "Studies", "Give a study more trials or a wider space")
                        .takes(Extension.class)
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/studies/{study}/start",
                ctx -> perform(ctx, new Command.StartStudy(ctx.pathParam("study"))),
                Operation.of("startStudy", "Studies", "Let a study's trials be trained")
                        .gives(DoneBody.class));
        routes.post(
                "/api/v1/studies/{study}/stop",
                ctx ->
                        perform(
                                ctx,
                                new Command.StopStudy(
                                        ctx.pathParam("study"), Json.body(ctx, Why.class).why())),
                Operation.of("stopStudy", "Studies", "Stop a study")
                        .takes(Why.class)
                        .gives(DoneBody.class));
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
