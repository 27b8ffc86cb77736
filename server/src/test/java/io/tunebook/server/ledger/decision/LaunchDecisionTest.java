package io.tunebook.server.ledger.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Snapshot;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LaunchDecisionTest {
    private static final Configuration OURS =
            new Configuration(Map.of("x", new Value.Real(0.5), "which", new Value.Text("a")));
    private static final Configuration THEIRS = new Configuration(Map.of("x", new Value.Real(0.1)));

    private static final Value NESTEROV = new Value.Text("nesterov");
    private static final Value ADAM = new Value.Text("adam");

    private final EventStory story = EventStory.opened().study("a", 20).completed("a", 0.5, 0.02);

    private void rerun(int number, Configuration c, double value) {
        String id = "again-t" + number;
        story.then(new Event.TrialProposed(id, "again", number, c));
        story.then(new Event.TrialStarted(id, "cpu", "test", number));
        story.then(new Event.TrialCompleted(id, value, 1, 1, 1, Map.of()));
    }

    private void create() {
        story.then(
                new Event.StudyCreated(
                        "again",
                        "p-r1",
                        "Reruns",
                        Configuration.EMPTY,
                        EventStory.SPACE,
                        new Algorithm(Algorithm.Kind.RERUN, 9, List.of(OURS, THEIRS)),
                        10,
                        new Reproduction("c", "v", "d", "00")));
        story.then(new Event.StudyStarted("again"));
    }

    @Test
    void rerunsThatReverseTheGainContradictThePage() {
        create();
        for (int i = 0; i < 3; i++) {
            rerun(2 * i, OURS, 0.020 + i * 1e-4);
            rerun(2 * i + 1, THEIRS, 0.030 + i * 1e-4);
        }
        Snapshot shown = story.snapshot();
        Round round = story.round();
        assertThat(LaunchDecision.changed(shown, round, shown, round, "a-t0")).isEmpty();
        rerun(6, OURS, 0.09);
        rerun(7, OURS, 0.11);
        assertThat(LaunchDecision.changed(shown, round, story.snapshot(), story.round(), "a-t0"))
                .containsExactly("the gain over reruns");
    }

    @Test
    void rerunsAfterWhichALaunchNeedsAReasonContradictThePage() {
        create();
        for (int i = 0; i < 3; i++) {
            rerun(2 * i, OURS, 0.028 + i * 1e-3);
            rerun(2 * i + 1, THEIRS, 0.029 + i * 1e-3);
        }
        Snapshot shown = story.snapshot();
        Round round = story.round();
        rerun(6, OURS, 0.0305);
        rerun(7, OURS, 0.0305);
        assertThat(LaunchDecision.changed(shown, round, story.snapshot(), story.round(), "a-t0"))
                .containsExactly("the gain over reruns");
    }

    @Test
    void theEvidenceRecordsTheGainOfThatMoment() {
        create();
        for (int i = 0; i < 3; i++) {
            rerun(2 * i, OURS, 0.020 + i * 1e-4);
            rerun(2 * i + 1, THEIRS, 0.030 + i * 1e-4);
        }
        var evidence = LaunchDecision.evidence(story.snapshot(), story.round(), "a-t0");
        assertThat(evidence.gain())
                .satisfies(g -> {
                    assertThat(g.candidateRuns()).isEqualTo(3);
                    assertThat(g.probability()).isGreaterThan(0.99);
                    assertThat(g.low()).isPositive();
                });
        assertThat(evidence.caveats()).containsExactly("width = 8: wider may differ");
    }

    @Test
    void theCaveatsAreOfTheHyperparametersThatTheCandidateHas() {
        var optimizer = new Domain.Categorical(List.of(NESTEROV, ADAM));
        story.then(
                new Event.RolesAssigned(
                        "p-r1",
                        List.of(
                                role(Parameter.always("optimizer", optimizer), Role.SCIENTIFIC),
                                role(Parameter.always("x", new Domain.Linear(0, 1)), Role.NUISANCE),
                                role(fixed("layers", 2, null), Role.FIXED),
                                role(fixed("momentum", 0.9, NESTEROV), Role.FIXED),
                                role(fixed("beta2", 0.999, ADAM), Role.FIXED))));
        story.then(
                new Event.TrialProposed(
                        "a-t1",
                        "a",
                        1,
                        new Configuration(
                                Map.of("x", new Value.Real(0.4), "optimizer", NESTEROV))));
        assertThat(LaunchDecision.evidence(story.snapshot(), story.round(), "a-t1").caveats())
                .containsExactly("layers = 2: why", "momentum[optimizer=nesterov] = 0.9: why");
    }

    private static Role.Assignment role(Parameter p, Role role) {
        return new Role.Assignment(p, role, "why");
    }

    private static Parameter fixed(String name, double value, @Nullable Value optimizer) {
        return new Parameter(
                name,
                new Domain.Fixed(new Value.Real(value)),
                optimizer == null ? null : new Parameter.Condition("optimizer", optimizer));
    }
}
