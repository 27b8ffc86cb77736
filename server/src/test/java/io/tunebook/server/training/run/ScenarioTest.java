package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.report.Report;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.Learning;
import io.tunebook.server.playbook.analysis.Question;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.WidenedRange;
import io.tunebook.server.playbook.decision.GainEstimate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Four faults in real training on generated digits, one study each, and a sound study: the rules
/// must find each fault, and report none in the sound study.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScenarioTest {
    /// Enough data for training.
    StudyData much(Path folder) throws IOException {
        return new StudyData.Generated(2_000, 1);
    }

    /// Little data, to which a network overfits.
    StudyData little(Path folder) throws IOException {
        return new StudyData.Generated(500, 1);
    }

    private EventLog log;
    private Ledger ledger;
    private Runner runner;

    private static Parameter fixed(String name, Object value) {
        return Parameter.always(name, new Domain.Fixed(Value.of(value)));
    }

    /// @param what the fault
    private String study(
            String what, StudyData data, Domain rate, int trials, int steps, String optimizer) {
        int width = optimizer.equals("adam") ? 128 : 32;
        List<Parameter> space =
                List.of(
                        fixed("width", width),
                        fixed("optimizer", optimizer),
                        fixed("steps", steps),
                        fixed("batch_size", 32),
                        Parameter.always("learning_rate", rate));
        return ((Event.StudyCreated)
                        ledger.perform(
                                        new Command.CreateStudy(
                                                "p-r1",
                                                what,
                                                Configuration.EMPTY,
                                                new SearchSpace(space),
                                                new Algorithm(Algorithm.Kind.HALTON, 5),
                                                trials,
                                                data.reproduction("c", "v")),
                                        "ada")
                                .events()
                                .getFirst())
                .study();
    }

    @BeforeAll
    void run(@TempDir Path folder) throws Exception {
        StudyData much = much(folder);
        StudyData little = little(folder);
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
        ledger.perform(
                new Command.CreateProject(
                        "p", "P", new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
        Domain two = new Domain.Categorical(List.of(Value.of("sgd"), Value.of("adam")));
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "what is wrong?"),
                        List.of(
                                new Role.Assignment(
                                        Parameter.always("optimizer", two),
                                        Role.SCIENTIFIC,
                                        "asked"),
                                new Role.Assignment(
                                        Parameter.always(
                                                "learning_rate", new Domain.Log(1e-5, 100)),
                                        Role.NUISANCE,
                                        "interacts"),
                                new Role.Assignment(
                                        Parameter.always("width", new Domain.Fixed(Value.of(32))),
                                        Role.FIXED,
                                        "wider may differ"),
                                new Role.Assignment(
                                        Parameter.always("steps", new Domain.Fixed(Value.of(150))),
                                        Role.FIXED,
                                        "longer may differ"),
                                new Role.Assignment(
                                        Parameter.always(
                                                "batch_size", new Domain.Fixed(Value.of(32))),
                                        Role.FIXED,
                                        "holds for this one"))),
                "ada");
        List<String> studies = new ArrayList<>();
        studies.add(study("rate too low", much, new Domain.Log(1e-3, 2e-2), 12, 150, "sgd"));
        studies.add(study("too few", much, new Domain.Log(1e-3, 10), 4, 150, "sgd"));
        studies.add(study("overfits", little, new Domain.Log(3e-3, 3e-2), 8, 900, "adam"));
        studies.add(study("unstable", much, new Domain.Log(0.05, 1e4), 14, 150, "sgd"));
        runner = new Runner(ledger, 2);
        runner.start();
        studies.forEach(s -> ledger.perform(new Command.StartStudy(s), "ada"));
        until(studies.size());
    }

    private void until(int finished) throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(finished);
        Subscription followed =
                ledger.follow(
                        0,
                        new Subscriber() {
                            @Override
                            public void onEvent(RecordedEvent event) {
                                if (event.type().equals("study-finished")) {
                                    latch.countDown();
                                }
                            }

                            @Override
                            public void onError(RuntimeException error) {
                                throw error;
                            }
                        });
        try {
            assertThat(latch.await(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            followed.close();
        }
    }

    @AfterAll
    void close() {
        if (log == null) {
            return;
        }
        runner.close();
        ledger.close();
        log.close();
    }

    private Round round(Snapshot s) {
        return Objects.requireNonNull(s.book().round("p-r1"));
    }

    private Sample sample(String name) {
        Snapshot s = ledger.now();
        return Sample.of(s.book(), round(s)).stream()
                .filter(x -> x.study().facts().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> found(String name) {
        Snapshot s = ledger.now();
        return Learning.of(round(s), List.of(sample(name)), s.curves());
    }

    private Finding answer(String name, Question question) {
        return found(name).stream().filter(f -> f.question() == question).findFirst().orElseThrow();
    }

    @Test
    void aTooLowLearningRateRangeIsFoundWithItsBound() {
        Finding f = answer("rate too low", Question.SPACE);
        assertThat(f.verdict()).as(f.sentence()).isEqualTo(Verdict.TROUBLE);
        assertThat(f.rules()).contains("PB-25");
        assertThat(f.sentence()).contains("learning_rate's upper bound");
        Domain.Log wider =
                (Domain.Log)
                        WidenedRange.space(sample("rate too low"))
                                .orElseThrow()
                                .parameters()
                                .getLast()
                                .domain();
        assertThat(wider.high()).isGreaterThan(1e-2);
    }

    @Test
    void aStudyWithTooFewTrialsHasNoVerdict() {
        Finding f = answer("too few", Question.POINTS);
        assertThat(f.verdict()).as(f.sentence()).isIn(Verdict.UNKNOWN, Verdict.LOOK);
        assertThat(f.rules()).contains("PB-27");
    }

    @Test
    void aSettingThatOverfitsIsFound() {
        assertThat(found("overfits"))
                .as("%s", found("overfits"))
                .anySatisfy(f -> {
                    assertThat(f.question()).isEqualTo(Question.CURVES);
                    assertThat(f.label()).containsAnyOf("overfit");
                });
    }

    @Test
    void anUnstableRegionIsFoundWithItsThreshold() {
        assertThat(found("unstable"))
                .as("%s", found("unstable"))
                .anySatisfy(f -> {
                    assertThat(f.rules()).containsAnyOf("PB-26", "PB-23");
                    assertThat(f.numbers()).containsKey("threshold");
                    assertThat(f.sentence()).contains("learning_rate above");
                });
    }

    @Test
    void rerunsOfTheBestAndAWorseTrialMeasureTheGain() throws InterruptedException {
        Sample sample = sample("rate too low");
        Trial best = sample.completed().getFirst();
        Trial worst = sample.completed().getLast();
        ledger.perform(new Command.RerunForEvidence("p-r1", best.id(), worst.id(), 3, 901), "ada");
        until(5);
        Snapshot s = ledger.now();
        var gain = Objects.requireNonNull(GainEstimate.of(s.book(), round(s), best).gain());
        assertThat(gain.candidateRuns()).isEqualTo(3);
        assertThat(gain.seeds()).isPositive();
        assertThat(gain.data()).isPositive();
        assertThat(gain.probability()).as("%s", gain).isGreaterThan(0.9);
        String html = Report.html(s, round(s), "00");
        assertThat(html).contains("rate too low", "<svg");
    }
}
