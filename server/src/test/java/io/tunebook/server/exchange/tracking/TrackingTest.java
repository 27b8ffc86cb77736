package io.tunebook.server.exchange.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.api.view.StudyPage;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.decision.LaunchDecision;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Checklist;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tracked runs on a real log.
class TrackingTest {
    private static final Objective LOSS = new Objective("val_loss", Objective.Direction.MINIMIZE);
    private static final Goal GOAL =
            new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "sgd or adam?");

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private Tracking tracking;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        tracking = new Tracking(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private static Measurements at(String metric, long step, double... values) {
        long[] steps = new long[values.length];
        long[] times = new long[values.length];
        for (int i = 0; i < values.length; i++) {
            steps[i] = step + i;
            times[i] = 1_000L + i;
        }
        return new Measurements(metric, steps, times, values);
    }

    private String run(String experiment, Map<String, String> params, double... losses) {
        String run = tracking.createRun(experiment, "", "ada", 5_000, Map.of(), "ada");
        tracking.log(run, params, Map.of(), List.of(), List.of(at("val_loss", 0, losses)), "ada");
        tracking.change(run, null, RunStatus.FINISHED, 7_000L, "", "ada");
        return run;
    }

    private Book book() {
        return ledger.now().book();
    }

    private Run tracked(String run) {
        return Objects.requireNonNull(tracking.now().run(run));
    }

    /// Six runs of two optimizers over rates that span three orders of magnitude.
    private String sweep() {
        String experiment = tracking.createExperiment("sweep", "mlflow", Map.of(), "ada");
        for (int i = 0; i < 6; i++) {
            run(
                    experiment,
                    Map.of(
                            "lr",
                            Double.toString(Math.pow(10, -4 + i * 0.6)),
                            "optimizer",
                            i % 2 == 0 ? "sgd" : "adam",
                            "layers",
                            "3"),
                    0.9,
                    0.5 - 0.05 * i,
                    0.6);
        }
        return experiment;
    }

    private Description inferred(String experiment) {
        List<Run> runs =
                tracking.now()
                        .runsOf(Objects.requireNonNull(tracking.now().experiment(experiment)));
        List<Role.Assignment> roles =
                ParameterInference.params(runs).stream()
                        .map(ParameterInference::assignment)
                        .toList();
        return new Description(
                "sweep",
                "Sweep",
                Objects.requireNonNull(ParameterInference.objective(runs)),
                GOAL,
                roles);
    }

    private Study studyOf(String experiment) {
        String id = Objects.requireNonNull(tracking.now().experiment(experiment)).study();
        return Objects.requireNonNull(book().study(Objects.requireNonNull(id)));
    }

    @Test
    void aRepeatedMeasurementIsStoredOnceForEveryOrderOfSteps() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String run = tracking.createRun(e, "", "ada", 1, Map.of(), "ada");
        Measurements first = at("loss", 0, 3, 2, 1);
        Measurements back = at("loss", 1, 2.5, Double.NaN);
        for (int i = 0; i < 3; i++) {
            tracking.log(run, Map.of("a", "1"), Map.of(), List.of(), List.of(first), "ada");
            tracking.log(run, Map.of(), Map.of(), List.of(), List.of(back), "ada");
        }
        assertThat(tracking.history(run, "loss").values())
                .containsExactly(3, 2, 1, 2.5, Double.NaN);
        assertThat(ledger.now().curves().series(run, "loss").values())
                .containsExactly(3, 2.5f, Float.NaN);
        assertThat(tracked(run).metrics().get("loss").count()).isEqualTo(5);
    }

    @Test
    void aParamNeverChangesAndABatchThatWouldChangeOneIsRejected() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String run = run(e, Map.of("lr", "0.1"), 1);
        long head = log.head().position();
        assertThatThrownBy(() ->
                        tracking.log(
                                run,
                                Map.of("lr", "0.2", "other", "1"),
                                Map.of("t", "1"),
                                List.of(),
                                List.of(at("loss", 0, 1)),
                                "ada"))
                .isInstanceOf(RejectedCommand.class)
                .hasMessageContaining("already logged with value='0.1'");
        assertThat(log.head().position()).isEqualTo(head);
    }

    @Test
    void rangesScalesAndRolesAreInferredFromTheRuns() {
        String experiment = sweep();
        Map<String, ParameterInference.Inferred> byKey = new java.util.TreeMap<>();
        ParameterInference.params(
                        tracking.now()
                                .runsOf(
                                        Objects.requireNonNull(
                                                tracking.now().experiment(experiment))))
                .forEach(i -> byKey.put(i.key(), i));
        assertThat(byKey.get("lr").domain()).isInstanceOf(Domain.Log.class);
        assertThat(byKey.get("lr").role()).isEqualTo(Role.NUISANCE);
        assertThat(byKey.get("optimizer").domain()).isInstanceOf(Domain.Categorical.class);
        assertThat(byKey.get("optimizer").role()).isEqualTo(Role.SCIENTIFIC);
        assertThat(byKey.get("layers").domain()).isEqualTo(new Domain.Fixed(new Value.Int(3)));
        assertThat(inferred(experiment).objective()).isEqualTo(LOSS);
    }

    @Test
    void aDescribedExperimentIsAStudyWithTheBestOfEachCurve() {
        String experiment = sweep();
        String round = tracking.describe(experiment, inferred(experiment), "ada");
        Study study = studyOf(experiment);
        assertThat(book().trialsOf(study))
                .hasSize(6)
                .allSatisfy(t -> assertThat(t).isInstanceOf(Trial.Completed.class));
        var last = (Trial.Completed) book().trialsOf(study).getLast();
        assertThat(last.value()).isEqualTo(0.25);
        assertThat(last.bestStep()).isEqualTo(1);
        assertThat(last.seconds()).isEqualTo(2);
        assertThat(last.configuration().values()).containsKeys("lr", "optimizer", "layers");
        Snapshot now = ledger.now();
        var opened = Objects.requireNonNull(now.book().round(round));
        assertThat(Checklist.of(now.book(), now.curves(), opened)).isNotEmpty();
        assertThat(RoundPage.of(now, opened).studies()).hasSize(1);
        assertThat(StudyPage.of(now, study).axisPlots()).hasSize(2);
    }

    @Test
    void laterRunsAreTrialsAndWidenTheRanges() {
        String experiment = sweep();
        tracking.describe(experiment, inferred(experiment), "ada");
        String run = tracking.createRun(experiment, "", "ada", 9_000, Map.of(), "ada");
        assertThat(book().trial(run)).isInstanceOf(Trial.Running.class);
        tracking.log(
                run,
                Map.of("lr", "10", "optimizer", "lion", "layers", "3"),
                Map.of(),
                List.of(),
                List.of(at("val_loss", 0, 0.1)),
                "ada");
        tracking.change(run, null, RunStatus.FINISHED, 9_500L, "", "ada");
        assertThat(book().trial(run)).isInstanceOf(Trial.Completed.class);
        assertThat(studyOf(experiment).facts().trials()).isEqualTo(7);
        assertThat(studyOf(experiment).facts().space().parameters())
                .anySatisfy(p ->
                        assertThat(p.domain())
                                .isInstanceOfSatisfying(
                                        Domain.Log.class, d -> assertThat(d.high()).isEqualTo(10)))
                .anySatisfy(p ->
                        assertThat(p.domain())
                                .isInstanceOfSatisfying(
                                        Domain.Categorical.class,
                                        d ->
                                                assertThat(d.values())
                                                        .contains(new Value.Text("lion"))));
    }

    @Test
    void theStatusOfARunGivesTheStateOfItsTrial() {
        String experiment = sweep();
        tracking.describe(experiment, inferred(experiment), "ada");
        Map<String, String> params = Map.of("lr", "0.1", "optimizer", "sgd", "layers", "3");
        String never = run(experiment, params, Double.NaN, Double.POSITIVE_INFINITY);
        assertThat(book().trial(never))
                .isInstanceOfSatisfying(
                        Trial.Infeasible.class,
                        t -> {
                            assertThat(t.reason()).isEqualTo("'val_loss' was never finite");
                            assertThat(t.step()).isZero();
                        });
        String failed = run(experiment, params, 0.5);
        tracking.change(failed, null, RunStatus.FAILED, null, "out of memory", "ada");
        assertThat(book().trial(failed))
                .isInstanceOfSatisfying(
                        Trial.Infeasible.class,
                        t -> assertThat(t.reason()).isEqualTo("out of memory"));
        tracking.change(failed, null, RunStatus.KILLED, null, "", "ada");
        assertThat(book().trial(failed)).isInstanceOf(Trial.Abandoned.class);
        tracking.change(failed, null, RunStatus.RUNNING, null, "", "ada");
        assertThat(book().trial(failed)).isInstanceOf(Trial.Running.class);
        tracking.delete(failed, true, "ada");
        assertThat(book().trial(failed)).isNull();
        tracking.delete(failed, false, "ada");
        assertThat(book().trial(failed)).isInstanceOf(Trial.Running.class);
    }

    @Test
    void theTypesOfParamsCanBeCorrected() {
        String experiment = sweep();
        Description d = inferred(experiment);
        String round = tracking.describe(experiment, d, "ada");
        List<Role.Assignment> corrected = new ArrayList<>();
        for (Role.Assignment a : d.roles()) {
            corrected.add(
                    a.parameter().name().equals("lr")
                            ? new Role.Assignment(
                                    Parameter.always("lr", new Domain.Linear(0, 1)),
                                    Role.SCIENTIFIC,
                                    "asked")
                            : a);
        }
        String again =
                tracking.describe(
                        experiment,
                        new Description("sweep", "Sweep", LOSS, GOAL, corrected),
                        "ada");
        assertThat(again).isEqualTo(round);
        assertThat(studyOf(experiment).facts().space().parameters())
                .anySatisfy(p -> assertThat(p.domain()).isEqualTo(new Domain.Linear(0, 1)));
        assertThat(book().trialsOf(studyOf(experiment))).hasSize(6);
        assertThat(Objects.requireNonNull(book().round(round)).roles()).isEqualTo(corrected);
    }

    @Test
    void aRunOutsideOfTheBoundsOfAParameterRemovesThem() {
        String experiment = sweep();
        Description d = inferred(experiment);
        List<Role.Assignment> bounded = new ArrayList<>();
        for (Role.Assignment a : d.roles()) {
            bounded.add(
                    a.parameter().name().equals("lr")
                            ? new Role.Assignment(
                                    new Parameter(
                                            "lr",
                                            a.parameter().domain(),
                                            null,
                                            new Bounds(0.0, 1.0, true, false)),
                                    a.role(),
                                    a.why())
                            : a);
        }
        tracking.describe(
                experiment, new Description("sweep", "Sweep", LOSS, GOAL, bounded), "ada");
        assertThat(rate(experiment).bounds()).isEqualTo(new Bounds(0.0, 1.0, true, false));
        run(experiment, Map.of("lr", "0.9", "optimizer", "sgd", "layers", "3"), 0.5);
        assertThat(rate(experiment).bounds()).isNotNull();
        run(experiment, Map.of("lr", "3", "optimizer", "sgd", "layers", "3"), 0.5);
        assertThat(rate(experiment).bounds()).isNull();
    }

    private Parameter rate(String experiment) {
        return studyOf(experiment).facts().space().parameters().stream()
                .filter(p -> p.name().equals("lr"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aTrackedTrialCanBeLaunched() {
        String experiment = sweep();
        String round = tracking.describe(experiment, inferred(experiment), "ada");
        String best = book().trialsOf(studyOf(experiment)).getLast().id();
        Snapshot now = ledger.now();
        Map<String, String> overrides = new java.util.HashMap<>();
        Checklist.of(now.book(), now.curves(), Objects.requireNonNull(now.book().round(round)))
                .forEach(f -> overrides.put(f.question().id(), "runs were made elsewhere"));
        LaunchDecision.perform(
                ledger,
                now,
                new LaunchDecision.Request(
                        round,
                        best,
                        io.tunebook.events.Event.Decision.LAUNCH,
                        "best of all",
                        overrides,
                        now.position(),
                        "",
                        ""),
                "ada",
                null);
        var baseline = Objects.requireNonNull(book().project("sweep")).baseline();
        assertThat(Objects.requireNonNull(baseline).configuration().values())
                .containsEntry("optimizer", new Value.Text("adam"));
    }

    @Test
    void aParentOfNestedRunsIsNotATrial() {
        String experiment = sweep();
        tracking.describe(experiment, inferred(experiment), "ada");
        String parent = tracking.createRun(experiment, "parent", "ada", 1, Map.of(), "ada");
        assertThat(book().trial(parent)).isNotNull();
        tracking.createRun(experiment, "child", "ada", 1, Map.of(MlflowTags.PARENT, parent), "ada");
        assertThat(book().trial(parent)).isNull();
        assertThat(book().trialsOf(studyOf(experiment))).hasSize(7);
    }

    @Test
    void mlflowsTagsNameARunsParentProgramAndName() {
        String e = tracking.createExperiment("nested", "mlflow", Map.of(), "ada");
        String one = tracking.createRun(e, "one", "ada", 1, Map.of(), "ada");
        String two = tracking.createRun(e, "two", "ada", 1, Map.of(), "ada");
        Map<String, String> tags = Map.of(MlflowTags.PARENT, one, MlflowTags.PROGRAM, "train.py");
        String child = tracking.createRun(e, "child", "ada", 1, tags, "ada");
        assertThat(tracked(child).parent()).isEqualTo(one);
        assertThat(tracked(child).program()).isEqualTo("train.py");
        assertThat(tracked(child).tags()).isEqualTo(tags);

        tags = Map.of(MlflowTags.PARENT, two, MlflowTags.NAME, "later", MlflowTags.PROGRAM, "f.py");
        tracking.log(child, Map.of(), tags, List.of(), List.of(), "ada");
        assertThat(tracked(child).parent()).isEqualTo(two);
        assertThat(tracked(child).name()).isEqualTo("later");
        assertThat(tracked(child).program()).isEqualTo("f.py");
        long before = log.head().position();
        tracking.log(child, Map.of(), tags, List.of(), List.of(), "ada");
        assertThat(log.head().position()).isEqualTo(before);

        List<String> removed = List.of(MlflowTags.PARENT, MlflowTags.PROGRAM, MlflowTags.NAME);
        tracking.log(child, Map.of(), Map.of(), removed, List.of(), "ada");
        assertThat(tracked(child).parent()).isNull();
        assertThat(tracked(child).program()).isNull();
        assertThat(tracked(child).name()).isEqualTo("later");

        tracking.change(child, "last", null, null, "", "ada");
        assertThat(tracked(child).name()).isEqualTo("last");
        assertThat(tracked(child).tags()).containsEntry(MlflowTags.NAME, "last");
    }

    @Test
    void manyRunsAreRecordedTogetherAndARepeatAddsNothing() {
        String e = tracking.createExperiment("bulk", "optuna", Map.of(), "ada");
        List<Command.RecordRun> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String run = "study-" + i;
            all.add(
                    new Command.RecordRun(
                            new Command.CreateRun(run, e, "", "", i, Map.of()),
                            new Command.LogRun(
                                    run,
                                    Map.of("x", "" + i),
                                    Map.of(),
                                    List.of(),
                                    List.of(at("v", 0, new double[100]))),
                            new Command.ChangeRun(run, null, RunStatus.FINISHED, 9L, "")));
        }
        assertThat(tracking.record(all, "ada")).isEqualTo(800);
        assertThat(tracking.now().runs()).hasSize(200);
        List<Command.RecordRun> known =
                all.stream()
                        .map(r ->
                                new Command.RecordRun(
                                        r.start(),
                                        new Command.LogRun(
                                                r.run(),
                                                r.log().params(),
                                                Map.of(),
                                                List.of(),
                                                List.of()),
                                        r.end()))
                        .toList();
        assertThat(tracking.record(known, "ada")).isZero();
    }

    @Test
    void aRebuildFromTheLogGivesTheSameModel() {
        String experiment = sweep();
        tracking.describe(experiment, inferred(experiment), "ada");
        run(experiment, Map.of("lr", "text"), 0.3);
        try (Ledger rebuilt = new Ledger(log, Clock.systemUTC())) {
            assertThat(rebuilt.now()).isEqualTo(ledger.now());
        }
    }

    @Test
    void aTrialOfARunIsMarkedTaggedAndNoted() {
        String experiment = sweep();
        tracking.describe(experiment, inferred(experiment), "ada");
        List<Trial> trials = book().trialsOf(studyOf(experiment));
        String marked = trials.getFirst().id();
        var star = Map.of(Event.Mark.STAR, true);
        ledger.perform(new Command.AnnotateTrial(marked, star, List.of("best")), "ada");
        ledger.perform(new Command.AddTrialNote(trials.getLast().id(), "look at this"), "ada");
        ledger.perform(new Command.AddTrialNote(marked, "and this"), "ada");
        var annotations = book().annotations().of(trials.getFirst());
        assertThat(annotations.marks()).containsExactly(Event.Mark.STAR);
        assertThat(annotations.tags()).containsExactly("best");
        try (Ledger rebuilt = new Ledger(log, Clock.systemUTC())) {
            assertThat(rebuilt.now()).isEqualTo(ledger.now());
        }
        assertThatThrownBy(
                        () -> ledger.perform(new Command.AddTrialNote("no-such-trial", "?"), "ada"))
                .isInstanceOf(RejectedCommand.class);
    }

    @Test
    void anExperimentWithoutVaryingParamsIsRejectedWithAdvice() {
        String e = tracking.createExperiment("flat", "mlflow", Map.of(), "ada");
        run(e, Map.of("lr", "1"), 1);
        assertThatThrownBy(() -> tracking.describe(e, inferred(e), "ada"))
                .hasMessageContaining("log params that differ");
    }
}
