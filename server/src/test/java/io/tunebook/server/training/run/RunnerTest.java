package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import io.tunebook.server.playbook.search.Sampler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerTest {
    private static final StudyData DATA = new StudyData.Generated(400, 1);

    @TempDir private Path folder;

    private static Parameter fixed(String name, Value value) {
        return Parameter.always(name, new Domain.Fixed(value));
    }

    /// A study of `trials` trials over the learning rate; returns its id.
    private static String study(Ledger ledger, int trials, Domain rate, Reproduction data) {
        Parameter learningRate = Parameter.always("learning_rate", rate);
        Parameter optimizer =
                Parameter.always(
                        "optimizer",
                        new Domain.Categorical(
                                List.of(new Value.Text("sgd"), new Value.Text("adam"))));
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        Parameter steps = fixed("steps", new Value.Int(60));
        Parameter width = fixed("width", new Value.Int(16));
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "which?"),
                        List.of(
                                new Role.Assignment(optimizer, Role.SCIENTIFIC, "asked"),
                                new Role.Assignment(learningRate, Role.NUISANCE, "interacts"),
                                new Role.Assignment(steps, Role.FIXED, "longer may differ"),
                                new Role.Assignment(width, Role.FIXED, "wider may differ"))),
                "ada");
        var created =
                ledger.perform(
                        new Command.CreateStudy(
                                "p-r1",
                                "s",
                                new Configuration(Map.of("optimizer", new Value.Text("sgd"))),
                                new SearchSpace(
                                        List.of(
                                                fixed("optimizer", new Value.Text("sgd")),
                                                learningRate,
                                                steps,
                                                width)),
                                new Algorithm(Algorithm.Kind.HALTON, 3),
                                trials,
                                data),
                        "ada");
        String id = ((Event.StudyCreated) created.events().getFirst()).study();
        ledger.perform(new Command.StartStudy(id), "ada");
        return id;
    }

    private static void until(Ledger ledger, String type, int times) throws InterruptedException {
        CountDownLatch seen = new CountDownLatch(times);
        try (var _ =
                ledger.follow(
                        0,
                        new Subscriber() {
                            @Override
                            public void onEvent(RecordedEvent event) {
                                if (event.type().equals(type)) {
                                    seen.countDown();
                                }
                            }

                            @Override
                            public void onError(RuntimeException error) {
                                throw error;
                            }
                        })) {
            assertThat(seen.await(60, TimeUnit.SECONDS)).as("%s, %d times", type, times).isTrue();
        }
    }

    private static List<Trial> trials(Ledger ledger, String study) {
        Book book = ledger.now().book();
        return book.trialsOf(Objects.requireNonNull(book.study(study)));
    }

    @Test
    void aStudyRunsToItsEndAndEveryTrialHasItsCurve() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 2)) {
            runner.start();
            String id = study(ledger, 5, new Domain.Log(0.01, 0.5), DATA.reproduction("c", "v"));
            until(ledger, "study-finished", 1);
            assertThat(trials(ledger, id)).hasSize(5).allMatch(Trial.Completed.class::isInstance);
            for (Trial t : trials(ledger, id)) {
                var curve = ledger.now().curves().series(t.id(), "validation/error");
                assertThat(curve.steps()[curve.size() - 1]).isEqualTo(60);
                float best = Float.MAX_VALUE;
                for (float v : curve.values()) {
                    best = Math.min(best, v);
                }
                assertThat((float) ((Trial.Completed) t).value()).isEqualTo(best);
            }
        }
    }

    @Test
    void afterACrashTheStudyResumesWithoutRepeatingOrSkippingAPoint() throws InterruptedException {
        String id;
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            id = study(ledger, 6, new Domain.Log(0.01, 0.5), DATA.reproduction("c", "v"));
            try (Runner runner = new Runner(ledger, 1)) {
                runner.start();
                until(ledger, "trial-completed", 2);
            }
            // The state after a kill: the trial is proposed and started.
            Study study = Objects.requireNonNull(ledger.now().book().study(id));
            assertThat(Queue.next(ledger.now().book())).contains(study);
            Configuration next = Proposals.next(ledger.now().book(), study).orElseThrow();
            ledger.perform(new Command.ProposeTrial(study.id(), next), "runner");
            ledger.perform(
                    new Command.StartTrial(trials(ledger, id).getLast().id(), "cpu", "test", 1),
                    "runner");
        }
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 2)) {
            runner.start();
            until(ledger, "study-finished", 1);
            Study study = Objects.requireNonNull(ledger.now().book().study(id));
            Sampler sampler =
                    new Sampler(
                            study.facts().space(),
                            study.facts().algorithm(),
                            study.facts().trials());
            assertThat(
                            trials(ledger, id).stream()
                                    .filter(t -> !(t instanceof Trial.Abandoned))
                                    .map(Trial::configuration))
                    .containsExactlyInAnyOrder(
                            java.util.stream.IntStream.range(0, 6)
                                    .mapToObj(sampler::configuration)
                                    .toArray(Configuration[]::new));
            // Each point trains with its own seed, in whichever trial.
            assertThat(
                            trials(ledger, id).stream()
                                    .filter(Trial.Completed.class::isInstance)
                                    .map(t -> Objects.requireNonNull(t.started()).seed()))
                    .containsExactlyInAnyOrder(
                            java.util.stream.LongStream.range(0, 6)
                                    .mapToObj(i -> 3 * 1_000_003L + i)
                                    .toArray(Long[]::new));
            assertThat(trials(ledger, id))
                    .filteredOn(Trial.Abandoned.class::isInstance)
                    .isNotEmpty()
                    .allSatisfy(
                            t -> assertThat(((Trial.Abandoned) t).why()).contains("the server"));
        }
    }

    @Test
    void aTrialThatDivergesIsInfeasibleWithItsStepAndReason() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 2)) {
            runner.start();
            String id = study(ledger, 2, new Domain.Log(1e6, 1e9), DATA.reproduction("c", "v"));
            until(ledger, "study-finished", 1);
            assertThat(trials(ledger, id))
                    .allSatisfy(t ->
                            assertThat(t)
                                    .isInstanceOfSatisfying(
                                            Trial.Infeasible.class,
                                            i -> {
                                                assertThat(i.step()).isPositive();
                                                assertThat(i.reason()).contains("step");
                                            }));
        }
    }

    @Test
    void aStoppedStudyAbandonsItsRunningTrialsAndResumesWhenStarted() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 2)) {
            runner.start();
            String id = study(ledger, 8, new Domain.Log(0.01, 0.5), DATA.reproduction("c", "v"));
            until(ledger, "trial-completed", 1);
            ledger.perform(new Command.StopStudy(id, "enough"), "ada");
            ledger.perform(new Command.StartStudy(id), "ada");
            until(ledger, "study-finished", 1);
            assertThat(trials(ledger, id)).filteredOn(Trial.Completed.class::isInstance).hasSize(8);
        }
    }

    /// As in an older log: missing data is a problem of the study, so no trial is infeasible.
    @ParameterizedTest
    @ValueSource(strings = {"no-such-data", "file label=label path=/no/such/data.csv"})
    void aStudyWhoseDataCannotBeLoadedStops(String data) throws Exception {
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 2)) {
            String id =
                    study(
                            ledger,
                            8,
                            new Domain.Log(0.01, 0.5),
                            new Reproduction("c", "v", data, "00"));
            runner.start();
            until(ledger, "study-stopped", 1);
            until(ledger, "trial-abandoned", 1);
            assertThat(trials(ledger, id))
                    .hasSizeLessThanOrEqualTo(2)
                    .noneMatch(Trial.Infeasible.class::isInstance)
                    .anySatisfy(t ->
                            assertThat(t)
                                    .isInstanceOfSatisfying(
                                            Trial.Abandoned.class,
                                            a ->
                                                    assertThat(a.why())
                                                            .contains(
                                                                    "the data cannot be loaded")));
        }
    }

    @Test
    void aStudyDoesNotTrainOnChangedData() throws Exception {
        Path csv = folder.resolve("data.csv");
        StringBuilder rows = new StringBuilder("a,label\n");
        for (int i = 0; i < 50; i++) {
            rows.append(i).append(',').append(i % 2).append('\n');
        }
        Files.writeString(csv, rows);
        Reproduction before = StudyData.of(csv, "label").reproduction("c", "v");
        Files.writeString(csv, rows.append("99,1\n"));
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"));
                Ledger ledger = new Ledger(log, Clock.systemUTC());
                Runner runner = new Runner(ledger, 1)) {
            String id = study(ledger, 1, new Domain.Log(0.01, 0.5), before);
            runner.start();
            until(ledger, "study-stopped", 1);
            assertThat(trials(ledger, id))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Trial.Abandoned.class,
                            t -> assertThat(t.why()).contains("the data has changed"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "optimizer, lion, is not one of",
        "schedule, zigzag, is not one of",
        "activation, step, is not one of",
        "learning_rats, 1, does not support the hyperparameter",
        "momentum, much, must be a number"
    })
    void anInvalidConfigurationIsRejectedWithTheHyperparameter(
            String name, String value, String message) {
        var data = DATA.load();
        Configuration c =
                new Configuration(Map.of("learning_rate", new Value.Real(0.1)))
                        .with(new Configuration(Map.of(name, new Value.Text(value))));
        assertThatThrownBy(() -> Plans.of(c, data, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(message);
    }

    @Test
    void aDataSourceIsParsedFromItsLine() {
        for (StudyData source :
                List.of(
                        new StudyData.Generated(10_000, 7),
                        new StudyData.GeneratedSpirals(900, 3, 1e-5, -4),
                        new StudyData.File(Path.of("/with space/a path=x.csv"), "the class"))) {
            assertThat(StudyData.parse(source.line())).isEqualTo(source);
        }
    }
}
