package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.server.api.openapi.Operation;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.CommandDecision;
import io.tunebook.server.ledger.command.Decide;
import io.tunebook.server.ledger.decision.ChecklistCommands;
import io.tunebook.server.ledger.decision.LaunchDecision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The routes of the commands: each is answered with the position that it reached.
final class CommandApi {
    private static final String NEEDS_NAME =
            "Without access control, the header `Tunebook-Actor` must name the person.";

    private final Ledger ledger;
    private final Requests requests;

    CommandApi(Ledger ledger, Requests requests) {
        this.ledger = ledger;
        this.requests = requests;
    }

    record ProjectRequest(String id, String title, Objective objective) {}

    /// @param examples null when the size of the validation set is not known
    record UnitRequest(Objective.Unit unit, @Nullable Long examples, String why) {}

    record MetricRequest(String metric, MetricKind kind) {}

    record BaselineRequest(Configuration configuration, @Nullable Double value, String note) {}

    record RoundRequest(Goal goal, List<Role.Assignment> roles) {}

    /// @param trainer null for the one that the beginning of `reproduction.data` names: external
    ///   for `outside`, else built-in
    /// @param repeats the number of trials of each configuration; null for 1
    record StudyRequest(
            String name,
            Configuration settings,
            SearchSpace space,
            Algorithm algorithm,
            int trials,
            @Nullable Trainer trainer,
            Reproduction reproduction,
            @Nullable Integer repeats) {
        /// The trainer that the request names, or that the beginning of the data names, as requests
        /// did before this field.
        Trainer trainedBy() {
            if (trainer != null) {
                return trainer;
            }
            return algorithm.kind() == Algorithm.Kind.TRACKED
                    ? Trainer.TRACKED
                    : Trainer.namedIn(reproduction.data());
        }

        Reproduction reproducedBy() {
            return trainer != null
                    ? reproduction
                    : new Reproduction(
                            reproduction.command(),
                            reproduction.version(),
                            Trainer.withoutName(reproduction.data()),
                            reproduction.digest());
        }
    }

    record AnswerRequest(String question, String verdict, String note) {}

    record DecisionRequest(
            String candidate,
            Event.Decision decision,
            String rationale,
            Map<String, String> overrides,
            long position,
            @Nullable String complexity,
            @Nullable String notBetter) {}

    record AcceptanceRequest(String warning, String why) {}

    record RerunRequest(String candidate, @Nullable String against, int times, long seed) {}

    /// @param space null for the study's own
    record ExtensionRequest(@Nullable SearchSpace space, int trials, String why) {}

    record ReasonRequest(String why) {}

    record CloseRoundRequest(String conclusion) {}

    record NoteRequest(String text) {}

    void routes(RoutesConfig routes) {
        ofProjects(routes);
        ofRounds(routes);
        ofStudies(routes);
        new AnnotationsApi(this).routes(routes);
        routes.post(
                "/api/v1/launches/{launch}/revert",
                this::revert,
                RequiredRole.DECIDER,
                Operation.of("revertLaunch", "Launches", "Revert a launch")
                        .withBody(ReasonRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(NEEDS_NAME));
    }

    private void ofProjects(RoutesConfig routes) {
        routes.post(
                "/api/v1/projects",
                ctx -> {
                    ProjectRequest b = Json.body(ctx, ProjectRequest.class);
                    perform(ctx, new Command.CreateProject(b.id(), b.title(), b.objective()));
                },
                Operation.of("createProject", "Projects", "Open a project")
                        .withBody(ProjectRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/projects/{project}/unit",
                ctx -> {
                    UnitRequest b = Json.body(ctx, UnitRequest.class);
                    perform(
                            ctx,
                            new Command.CorrectObjective(
                                    ctx.pathParam("project"), b.unit(), b.examples(), b.why()));
                },
                Operation.of("correctUnit", "Projects", "Correct the unit of the objective")
                        .withBody(UnitRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(
                                "`examples` is the size of the validation set that a fraction or a percentage is a share of."));
        routes.post(
                "/api/v1/projects/{project}/metrics",
                ctx -> {
                    MetricRequest b = Json.body(ctx, MetricRequest.class);
                    perform(
                            ctx,
                            new Command.DescribeMetric(
                                    ctx.pathParam("project"), b.metric(), b.kind()));
                },
                Operation.of("describeMetric", "Projects", "Record what a metric measures")
                        .withBody(MetricRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(
                                "For a metric whose name does not show it, such as `fit/objective`."));
        routes.post(
                "/api/v1/projects/{project}/baselines",
                ctx -> {
                    BaselineRequest b = Json.body(ctx, BaselineRequest.class);
                    perform(
                            ctx,
                            new Command.RecordBaseline(
                                    ctx.pathParam("project"),
                                    b.configuration(),
                                    b.value(),
                                    b.note()));
                },
                RequiredRole.DECIDER,
                Operation.of("recordBaseline", "Projects", "Record the live configuration")
                        .withBody(BaselineRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/projects/{project}/rounds",
                ctx -> {
                    RoundRequest b = Json.body(ctx, RoundRequest.class);
                    perform(
                            ctx,
                            new Command.OpenRound(ctx.pathParam("project"), b.goal(), b.roles()));
                },
                Operation.of("openRound", "Projects", "Open a round with its goal and roles")
                        .withBody(RoundRequest.class)
                        .withResponse(CommandResponse.class));
    }

    private void ofRounds(RoutesConfig routes) {
        routes.post(
                "/api/v1/rounds/{round}/studies",
                this::createStudy,
                Operation.of("createStudy", "Rounds", "Create a study in a round")
                        .withBody(StudyRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/rounds/{round}/close",
                ctx ->
                        perform(
                                ctx,
                                new Command.CloseRound(
                                        ctx.pathParam("round"),
                                        Json.body(ctx, CloseRoundRequest.class).conclusion())),
                RequiredRole.DECIDER,
                Operation.of("closeRound", "Rounds", "Close a round with its conclusion")
                        .withBody(CloseRoundRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/rounds/{round}/notes",
                ctx ->
                        perform(
                                ctx,
                                new Command.AddNote(
                                        ctx.pathParam("round"),
                                        Json.body(ctx, NoteRequest.class).text())),
                Operation.of("addNote", "Rounds", "Add a note to a round")
                        .withBody(NoteRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/rounds/{round}/answers",
                this::answer,
                RequiredRole.DECIDER,
                Operation.of("answerQuestion", "Rounds", "Answer a question of the checklist")
                        .withBody(AnswerRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(NEEDS_NAME));
        routes.post(
                "/api/v1/rounds/{round}/decision",
                this::decide,
                RequiredRole.DECIDER,
                Operation.of("decideLaunch", "Rounds", "Launch, hold or reject a candidate")
                        .withBody(DecisionRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(
                                "`position` is the one that the page showed: if the findings have changed since, the decision is refused. `notBetter` is the reason to launch a candidate against the evidence. "
                                        + NEEDS_NAME)
                        .withRefusal(
                                412,
                                "The findings have changed since that position: read them again, then decide."));
        routes.post(
                "/api/v1/rounds/{round}/acceptances",
                this::accept,
                RequiredRole.DECIDER,
                Operation.of("acceptWarning", "Rounds", "Accept a design warning, with a reason")
                        .withBody(AcceptanceRequest.class)
                        .withResponse(CommandResponse.class)
                        .withDescription(NEEDS_NAME));
        routes.post(
                "/api/v1/rounds/{round}/reruns",
                ctx -> {
                    RerunRequest b = Json.body(ctx, RerunRequest.class);
                    perform(
                            ctx,
                            new Command.RerunForEvidence(
                                    ctx.pathParam("round"),
                                    b.candidate(),
                                    b.against(),
                                    b.times(),
                                    b.seed()));
                },
                Operation.of("rerunForEvidence", "Rounds", "Rerun a candidate with new seeds")
                        .withBody(RerunRequest.class)
                        .withResponse(CommandResponse.class));
    }

    private void ofStudies(RoutesConfig routes) {
        routes.post(
                "/api/v1/studies/{study}/extend",
                ctx -> {
                    ExtensionRequest b = Json.body(ctx, ExtensionRequest.class);
                    var study = requests.study(ctx, ledger.now());
                    SearchSpace space = b.space() == null ? study.facts().space() : b.space();
                    perform(ctx, new Command.ExtendStudy(study.id(), space, b.trials(), b.why()));
                },
                Operation.of(
                                "extendStudy",
                                "Studies",
                                "Extend a study with more trials or a wider space")
                        .withBody(ExtensionRequest.class)
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/studies/{study}/start",
                this::startStudy,
                Operation.of("startStudy", "Studies", "Start a study")
                        .withDescription(
                                "Rejected when built-in training cannot load the study's data, or the data has changed.")
                        .withResponse(CommandResponse.class));
        routes.post(
                "/api/v1/studies/{study}/stop",
                ctx ->
                        perform(
                                ctx,
                                new Command.StopStudy(
                                        ctx.pathParam("study"),
                                        Json.body(ctx, ReasonRequest.class).why())),
                Operation.of("stopStudy", "Studies", "Stop a study")
                        .withBody(ReasonRequest.class)
                        .withResponse(CommandResponse.class));
    }

    private void createStudy(Context ctx) {
        StudyRequest b = Json.body(ctx, StudyRequest.class);
        Command.CreateStudy command = command(ctx, b, b.reproducedBy());
        if (command.trainer() == Trainer.BUILT_IN && isAccepted(command)) {
            command = command(ctx, b, DataApi.checked(command.reproduction()));
        }
        perform(ctx, command);
    }

    private static Command.CreateStudy command(
            Context ctx, StudyRequest b, Reproduction reproduction) {
        return new Command.CreateStudy(
                ctx.pathParam("round"),
                b.name(),
                b.settings(),
                b.space(),
                b.algorithm(),
                b.trials(),
                b.trainedBy(),
                reproduction,
                b.repeats() == null ? 1 : b.repeats());
    }

    /// Deciders read no files: the data of a study is checked here, once the rules accept it.
    private void startStudy(Context ctx) {
        var command = new Command.StartStudy(ctx.pathParam("study"));
        var study = requests.study(ctx, ledger.now());
        if (study.facts().trainer() == Trainer.BUILT_IN && isAccepted(command)) {
            DataApi.checked(study.facts().reproduction());
        }
        perform(ctx, command);
    }

    private boolean isAccepted(Command command) {
        return Decide.decide(ledger.now().book(), command) instanceof CommandDecision.Accepted;
    }

    private void answer(Context ctx) {
        AnswerRequest b = Json.body(ctx, AnswerRequest.class);
        var now = ledger.now();
        record(
                ctx,
                ChecklistCommands.answer(
                                now, requests.round(ctx, now), b.question(), b.verdict(), b.note())
                        .orElseThrow(() -> Problem.unknown("question", b.question())));
    }

    private void accept(Context ctx) {
        AcceptanceRequest b = Json.body(ctx, AcceptanceRequest.class);
        var now = ledger.now();
        record(
                ctx,
                ChecklistCommands.accept(now, requests.round(ctx, now), b.warning(), b.why())
                        .orElseThrow(() -> Problem.unknown("warning", b.warning())));
    }

    private void decide(Context ctx) {
        DecisionRequest b = Json.body(ctx, DecisionRequest.class);
        var request =
                new LaunchDecision.Request(
                        ctx.pathParam("round"),
                        b.candidate(),
                        b.decision(),
                        b.rationale(),
                        b.overrides(),
                        b.position(),
                        b.complexity() == null ? "" : b.complexity(),
                        b.notBetter() == null ? "" : b.notBetter());
        respond(
                ctx,
                LaunchDecision.perform(
                        ledger,
                        requests.snapshot(b.position()),
                        request,
                        requests.decider(ctx),
                        requests.key(ctx)));
    }

    private void revert(Context ctx) {
        var launch = requests.launch(ctx, ledger.now());
        record(
                ctx,
                new Command.RevertLaunch(
                        launch.facts().project(),
                        launch.id(),
                        Json.body(ctx, ReasonRequest.class).why()));
    }

    /// @param id the id of what was created or changed
    record CommandResponse(long position, String id) {}

    void perform(Context ctx, Command command) {
        respond(ctx, ledger.perform(command, requests.actor(ctx), requests.key(ctx)));
    }

    /// Performs an answer or a decision in the name of a person.
    private void record(Context ctx, Command command) {
        respond(ctx, ledger.perform(command, requests.decider(ctx), requests.key(ctx)));
    }

    private static void respond(Context ctx, Ledger.Performed done) {
        Json.answer(ctx, new CommandResponse(done.position(), id(done.events().getFirst())));
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
            case Event.OfModel e -> e.model();
            case Event.NoteAdded e -> e.subject();
            case Event.SourceImported e -> e.digest();
            case Event.LogRecovered e -> "log";
            case Event.FilesSwept e -> "log";
            case Event.EventsRecovered e -> "log";
        };
    }
}
