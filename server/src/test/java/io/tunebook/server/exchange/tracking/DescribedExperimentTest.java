package io.tunebook.server.exchange.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Domain;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.api.view.ExperimentPage;
import io.tunebook.server.api.view.RoundPage;
import io.tunebook.server.api.view.StudyPage;
import io.tunebook.server.exchange.imports.Csv;
import io.tunebook.server.exchange.imports.CsvChoices;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.RunImporter;
import io.tunebook.server.exchange.imports.StudyDescriber;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Experiment;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What later runs do to a described experiment, and which runs and params are its trials.
class DescribedExperimentTest {
    private static final Goal GOAL =
            new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "Which?");

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;
    private Tracking tracking;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
        tracking = new Tracking(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private String run(String experiment, Map<String, String> params, String metric, double value) {
        String run = tracking.createRun(experiment, "", "ada", 1_000, Map.of(), "ada");
        log(run, params, metric, value);
        tracking.change(run, null, RunStatus.FINISHED, 2_000L, "", "ada");
        return run;
    }

    private void log(String run, Map<String, String> params, String metric, double value) {
        tracking.log(
                run,
                params,
                Map.of(),
                List.of(),
                List.of(
                        new Measurements(
                                metric, new long[] {0}, new long[] {0}, new double[] {value})),
                "ada");
    }

    private Experiment experiment(String id) {
        return Objects.requireNonNull(tracking.now().experiment(id));
    }

    private List<ParameterInference.Inferred> inferred(String experiment) {
        return ParameterInference.params(tracking.now().runsOf(experiment(experiment)));
    }

    private Study describe(String experiment, String metric) {
        List<Role.Assignment> roles =
                inferred(experiment).stream().map(ParameterInference::assignment).toList();
        tracking.describe(
                experiment,
                new Description(
                        "p", "P", new Objective(metric, Objective.Direction.MINIMIZE), GOAL, roles),
                "ada");
        return study(experiment);
    }

    private Study study(String experiment) {
        return Objects.requireNonNull(
                ledger.now().book().study(Objects.requireNonNull(experiment(experiment).study())));
    }

    private static Domain domain(Study study, String name) {
        return study.facts().space().parameters().stream()
                .filter(p -> p.name().equals(name))
                .map(Parameter::domain)
                .findFirst()
                .orElseThrow();
    }

    private RunImporter.ImportResult table(String name, String rows) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve(name), "Name,weight_decay,lr,units,val_loss\n" + rows);
        CsvChoices choices =
                new CsvChoices(
                        "wd",
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "val_loss",
                        Objective.Direction.MINIMIZE);
        ParsedSource source = Csv.read(file, choices, ImportListener.SILENT).imported();
        RunImporter.ImportResult done =
                new RunImporter(ledger, "ada", ImportListener.SILENT).land(source);
        if (experiment(done.experiments().getFirst()).study() == null) {
            tracking.describe(
                    done.experiments().getFirst(),
                    Objects.requireNonNull(
                            StudyDescriber.of(source.studies().getFirst(), ledger.now().book())),
                    "ada");
        }
        return done;
    }

    @Test
    void zeroOnAnInferredLogScaleChangesTheScaleAndLosesNoTrial() throws IOException {
        String experiment =
                table(
                                "first.csv",
                                """
                                a0,1e-05,0.0001,8,0.3000
                                a1,1E-4,0.00031622776601683794,16,0.3200
                                a2,0.001,0.001,32,0.3400
                                a3,.01,0.0031622776601683794,64,0.3600
                                a4,1e-1,0.01,128,0.3800
                                a5,1,0.03162277660168379,256,0.4000
                                a6,+1e-3,0.1,512,0.4200
                                a7,3.0e-04,0.31622776601683794,1024,0.4400
                                """)
                        .experiments()
                        .getFirst();
        assertThat(domain(study(experiment), "weight_decay")).isEqualTo(new Domain.Log(1e-5, 1));
        assertThat(domain(study(experiment), "units")).isEqualTo(new Domain.LogInt(8, 1024));
        String second =
                """
                b0,0,0.01,64,0.2000
                b1,0.0,0,64,0.2100
                b2,-0.0001,0.001,64,0.2200
                b3,1e-400,0.01,64,0.2300
                b4,,0.1,64,0.2400
                b5,none,1,64,0.2500
                """;
        RunImporter.ImportResult later = table("second.csv", second);
        assertThat(later.newRuns()).isEqualTo(6);
        assertThat(later.notes())
                .contains(
                        "Changed: lr of 'wd': a linear scale instead of a log scale, since run 'b1' has 0; correct it on the experiment's page",
                        "Changed: weight_decay of 'wd': a linear scale instead of a log scale, since run 'b0' has 0; run 'b5' has 'none', which is not a number: plots of weight_decay omit it; correct it on the experiment's page");
        Study study = study(experiment);
        assertThat(domain(study, "weight_decay")).isEqualTo(new Domain.Linear(-1e-4, 1));
        List<Trial> trials = ledger.now().book().trialsOf(study);
        assertThat(trials).hasSize(14).allMatch(t -> t instanceof Trial.Completed);
        assertThat(
                        trials.subList(8, 14).stream()
                                .map(t -> t.configuration().values().get("weight_decay"))
                                .toList())
                .containsExactly(
                        new Value.Real(0),
                        new Value.Real(0),
                        new Value.Real(-1e-4),
                        new Value.Real(0),
                        null,
                        new Value.Text("none"));
        Trial best = Sample.of(ledger.now().book(), study).completed().getFirst();
        assertThat(best.number()).isEqualTo(8);
        StudyPage page = StudyPage.of(ledger.now(), study);
        assertThat(page.axisPlots())
                .filteredOn(p -> p.parameter().equals("weight_decay"))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.points())
                            .hasSize(12)
                            .allMatch(x -> Double.isFinite(x.x().number()));
                    assertThat(p.points()).anyMatch(x -> x.trial().equals(best.id()));
                });
        var round = ledger.now().book().roundOf(study);
        assertThat(RoundPage.of(ledger.now(), round).roles())
                .filteredOn(r -> r.name().equals("weight_decay"))
                .singleElement()
                .satisfies(r -> assertThat(r.why()).contains("since run 'b0' has 0"));
        assertThat(table("second.csv", second).notes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.001 0.01 0.1 1|0|Linear|a linear scale instead of a log scale, since run",
                "0.9 0.95 0.99 0.999|1|Linear|a linear scale instead of a reverse-log scale",
                "8 16 32 64|0|Int|integers on a linear scale instead of integers on a log scale",
                "8 16 32 64|24.5|Log|a log scale instead of integers on a log scale",
                "1 2 3 4|2.5|Linear|a linear scale instead of integers on a linear scale",
                "1 2 3 4|null|Int|has 'null', which is not a number",
                "0.001 0.01 0.1 1|10|Log|",
                "a b c|1|Categorical|"
            })
    void aRunThroughTheApiThatContradictsAScaleIsATrial(
            String before, String later, String scale, String change) {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        for (String x : before.split(" ", -1)) {
            run(e, Map.of("x", x), "loss", 1);
        }
        describe(e, "loss");
        String run = run(e, Map.of("x", later), "loss", 0.1);
        assertThat(ledger.now().book().trial(run))
                .isInstanceOfSatisfying(
                        Trial.Completed.class,
                        t -> assertThat(t.configuration().values()).containsKey("x"));
        assertThat(domain(study(e), "x").getClass().getSimpleName()).isEqualTo(scale);
        String all = String.join("", ScaleChanges.sentences(ledger.now().book(), experiment(e)));
        if (change == null) {
            assertThat(all).isEmpty();
        } else {
            assertThat(all).contains(change);
            assertThat(ExperimentPage.of(ledger.now().book(), experiment(e)).described())
                    .extracting(d -> d.roles().getFirst().why())
                    .asString()
                    .contains(change);
        }
    }

    @Test
    void aStudyOfTrackedRunsRunsWhileOneOfItsRunsDoes() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        run(e, Map.of("x", "0.1"), "loss", 1);
        run(e, Map.of("x", "0.2"), "loss", 2);
        assertThat(describe(e, "loss").state()).isEqualTo(Study.State.FINISHED);
        String live = tracking.createRun(e, "", "ada", 5_000, Map.of(), "ada");
        log(live, Map.of("x", "0.3"), "loss", 3);
        assertThat(study(e).state()).isEqualTo(Study.State.RUNNING);
        tracking.change(live, null, RunStatus.KILLED, 6_000L, "", "ada");
        assertThat(study(e).state()).isEqualTo(Study.State.FINISHED);
        tracking.change(live, null, RunStatus.RUNNING, null, "", "ada");
        assertThat(study(e).state()).isEqualTo(Study.State.RUNNING);
        tracking.delete(live, true, "ada");
        assertThat(study(e).state()).isEqualTo(Study.State.FINISHED);
        tracking.delete(live, false, "ada");
        assertThat(study(e).state()).isEqualTo(Study.State.RUNNING);
    }

    @Test
    void theRunsOfADeletedExperimentAreNoTrialsUntilItIsRestored() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String best = run(e, Map.of("x", "0.1"), "loss", 1);
        String other = run(e, Map.of("x", "0.2"), "loss", 2);
        String removed = run(e, Map.of("x", "0.3"), "loss", 0.5);
        describe(e, "loss");
        tracking.delete(removed, true, "ada");
        String live = tracking.createRun(e, "", "ada", 5_000, Map.of(), "ada");
        assertThat(study(e).trials()).containsExactly(best, other, live);

        tracking.changeExperiment(e, null, Map.of(), true, "ada");
        assertThat(study(e).trials()).isEmpty();
        assertThat(study(e).state()).isEqualTo(Study.State.FINISHED);
        assertThat(ledger.now().book().trial(best)).isNull();
        assertThat(StudyPage.of(ledger.now(), study(e)).study().best()).isNull();

        tracking.changeExperiment(e, null, Map.of(), false, "ada");
        assertThat(study(e).trials()).containsExactly(best, other, live);
        assertThat(study(e).state()).isEqualTo(Study.State.RUNNING);
        assertThat(StudyPage.of(ledger.now(), study(e)).study().best())
                .extracting(b -> b.trial())
                .isEqualTo(best);
    }

    @Test
    void theRunOfAGridSearchIsNoTrialAndItsParamsAreNone() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String parent =
                run(
                        e,
                        Map.of("cv", "5", "estimator", "SVC()", "best_C", "10", "n_jobs", "None"),
                        "best_cv_score",
                        0.9);
        for (int i = 0; i < 3; i++) {
            String child =
                    tracking.createRun(
                            e, "", "ada", 1_500, Map.of("mlflow.parentRunId", parent), "ada");
            log(
                    child,
                    Map.of("C", String.valueOf(Math.pow(10, i))),
                    "mean_test_score",
                    0.8 + i / 100.0);
            tracking.change(child, null, RunStatus.FINISHED, 1_600L, "", "ada");
        }
        assertThat(inferred(e)).extracting(ParameterInference.Inferred::key).containsExactly("C");
        Study study = describe(e, "mean_test_score");
        assertThat(study.trials()).hasSize(3).doesNotContain(parent);
    }

    @Test
    void aParentThatMeasuresTheSameIsATrialWithItsParams() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String parent = run(e, Map.of("x", "1"), "loss", 0.9);
        String child =
                tracking.createRun(
                        e, "", "ada", 1_500, Map.of("mlflow.parentRunId", parent), "ada");
        log(child, Map.of("x", "2"), "loss", 0.8);
        assertThat(inferred(e).getFirst().runs()).isEqualTo(2);
        assertThat(describe(e, "loss").trials()).hasSize(2);
    }

    @Test
    void paramsOfOtherScriptsAreHyperparametersOfTheirOwn() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        for (int i = 1; i <= 4; i++) {
            run(
                    e,
                    Map.of(
                            "α", "" + i,
                            "β", "" + 10 * i,
                            "lr (enc)", "" + 0.001 * i,
                            "lr [enc]", "" + 0.1 * i,
                            "a=b", "" + 3 * i,
                            "a,b", "" + 7 * i),
                    "loss",
                    1.0 / i);
        }
        Study study = describe(e, "loss");
        assertThat(domain(study, "α")).isEqualTo(new Domain.Int(1, 4));
        assertThat(domain(study, "β")).isEqualTo(new Domain.Int(10, 40));
        assertThat(domain(study, "lr (enc)")).isEqualTo(new Domain.Linear(0.001, 0.004));
        assertThat(domain(study, "lr [enc]")).isEqualTo(new Domain.Linear(0.1, 0.4));
        assertThat(study.facts().space().parameters()).hasSize(6);
        assertThat(ledger.now().book().trialsOf(study))
                .allMatch(t -> t.configuration().values().size() == 6);
        var round = ledger.now().book().roundOf(study);
        assertThat(round.roles())
                .filteredOn(a -> a.parameter().name().startsWith("a_b"))
                .extracting(Role.Assignment::why)
                .anyMatch(why -> why.endsWith("named 'a=b' in the runs"));
    }

    @Test
    void aWordForNoneLeavesNumbersNumbers() {
        String e = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        for (String x : List.of("0.001", "0.01", "0.1", "1", "none", "0.001")) {
            run(e, Map.of("x", x, "depth", x.equals("none") ? "None" : "3"), "loss", 1);
        }
        Map<String, Domain> domains =
                inferred(e).stream()
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        ParameterInference.Inferred::key,
                                        i -> Objects.requireNonNull(i.domain())));
        assertThat(domains.get("x")).isEqualTo(new Domain.Log(0.001, 1));
        assertThat(domains.get("depth"))
                .isEqualTo(
                        new Domain.Categorical(List.of(new Value.Int(3), new Value.Text("None"))));
    }
}
