package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Event.Decision;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.RerunStory;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.ledger.command.CommandDecision.Rejected;
import io.tunebook.server.ledger.decision.LaunchDecision;
import io.tunebook.server.playbook.analysis.Question;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What a launch may do (PB-08, PB-40).
class LaunchRulesTest {
    private static final Map<String, String> OVERRIDES =
            Question.IDS.stream().collect(Collectors.toMap(q -> q, q -> "asked"));

    private final EventStory story =
            EventStory.opened()
                    .study("a", 20)
                    .completed("a", 0.5, 0.02)
                    .completed("a", 0.6, 0.04)
                    .then(
                            new Event.BaselineRecorded(
                                    "p",
                                    new Configuration(Map.of("x", new Value.Real(0.1))),
                                    0.03,
                                    "live"));

    private CommandDecision decide(String candidate, Decision decision, String notBetter) {
        var request =
                new LaunchDecision.Request(
                        "p-r1",
                        candidate,
                        decision,
                        "the best",
                        OVERRIDES,
                        story.snapshot().position(),
                        "",
                        notBetter);
        var outcome = LaunchDecision.decide(story.snapshot(), story.snapshot(), request);
        return Decide.decide(
                story.snapshot().book(), ((LaunchDecision.Outcome.Ready) outcome).command());
    }

    private static Event.LaunchDecided accepted(CommandDecision decision) {
        assertThat(decision).isInstanceOf(Accepted.class);
        return (Event.LaunchDecided) ((Accepted) decision).events().getLast();
    }

    private static void rejected(CommandDecision decision, String message) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        r -> {
                            assertThat(r.reason()).contains(message);
                            assertThat(r.rule()).isEqualTo("PB-40");
                        });
    }

    @Test
    void aCandidateThatIsBetterNeedsNoReason() {
        assertThat(accepted(decide("a-t0", Decision.LAUNCH, "not asked for")).notBetter()).isNull();
    }

    @Test
    void aCandidateThatIsWorseThanTheBaselineNeedsAReason() {
        rejected(
                decide("a-t1", Decision.LAUNCH, " "),
                "the evidence is against this launch: the candidate's 4.00% is worse than the baseline's 3.00%");
        assertThat(accepted(decide("a-t1", Decision.LAUNCH, " simpler ")).notBetter())
                .isEqualTo("simpler");
    }

    @Test
    void aCandidateThatIsWorseIsHeldOrRejectedWithoutAReason() {
        assertThat(accepted(decide("a-t1", Decision.HOLD, "")).notBetter()).isNull();
        assertThat(accepted(decide("a-t1", Decision.REJECT, "")).notBetter()).isNull();
    }

    @Test
    void aCandidateThatIsWorseInEveryRerunNeedsAReason() {
        new RerunStory(story, "again", "a-t0").reruns(0.04, 0.05).ofBaseline(0.03, 0.031);
        rejected(decide("a-t0", Decision.LAUNCH, ""), "worse in every rerun");
        assertThat(accepted(decide("a-t0", Decision.LAUNCH, "half the time")).evidence().reruns())
                .satisfies(r -> assertThat(r.candidate().lowest()).isEqualTo(0.04));
    }

    @Test
    void aCandidateWhoseRerunsDivergedNeedsAReason() {
        new RerunStory(story, "again", "a-t0")
                .reruns(0.02, 0.0201, Double.NaN, Double.NaN, Double.NaN)
                .ofBaseline(0.03, 0.031, 0.0305, 0.0301, 0.03);
        rejected(decide("a-t0", Decision.LAUNCH, ""), "3 of 5 reruns of the candidate diverged");
    }

    /// The interval includes zero, with a probability of being better far below one half.
    @Test
    void aCandidateThatIsProbablyWorseNeedsAReason() {
        new RerunStory(story, "again", "a-t0")
                .reruns(0.034, 0.030, 0.037, 0.033)
                .ofBaseline(0.030, 0.0302, 0.0299, 0.0345);
        rejected(decide("a-t0", Decision.LAUNCH, ""), "points worse (95% interval");
        assertThat(accepted(decide("a-t0", Decision.LAUNCH, "half the time")).notBetter())
                .isEqualTo("half the time");
    }

    @Test
    void aRerunIsNoCandidate() {
        new RerunStory(story, "again", "a-t0").reruns(0.01, 0.021).ofBaseline(0.03, 0.031);
        for (Decision d : Decision.values()) {
            rejected(
                    decide("again-t0", d, "the best of all"),
                    "trial 'again-t0' is a rerun of trial 'a-t0': propose 'a-t0' instead");
        }
        rejected(decide("again-t2", Decision.LAUNCH, "x"), "'again-t2' is a rerun of the baseline");
    }

    @Test
    void anUnknownCandidateIsNamedWithAnExample() {
        assertThat(decide("nonsense", Decision.LAUNCH, ""))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        r ->
                                assertThat(r.reason())
                                        .isEqualTo(
                                                "Round p-r1 has no completed trial 'nonsense'. Enter an id such as a-t0."));
    }

    @Test
    void theBaselineIsNoCandidate() {
        story.completed("a", 0.7, 0.01);
        Configuration baseline = story.snapshot().book().trial("a-t2").configuration();
        story.then(new Event.BaselineRecorded("p", baseline, 0.01, "live"));
        for (Decision d : Decision.values()) {
            rejected(decide("a-t2", d, "again"), "has the configuration of the baseline");
        }
    }

    /// Fault 2: the study has the setting alone, and its search space does not.
    @Test
    void aLaunchHasTheSettingsOfItsStudy() {
        Configuration point = new Configuration(Map.of("x", new Value.Real(0.9)));
        story.then(new Event.TrialProposed("a-t2", "a", 2, point));
        story.then(new Event.TrialStarted("a-t2", "cpu", "test", 1));
        story.then(new Event.TrialCompleted("a-t2", 0.01, 1, 1, 1, Map.of()));
        Configuration whole =
                new Configuration(Map.of("x", new Value.Real(0.9), "which", new Value.Text("a")));
        assertThat(story.snapshot().book().trial("a-t2").configuration()).isEqualTo(whole);
        Event.LaunchDecided decided = accepted(decide("a-t2", Decision.LAUNCH, ""));
        assertThat(decided.evidence().candidate()).isEqualTo(whole);
        var rerun =
                Decide.decide(
                        story.snapshot().book(),
                        new Command.RerunForEvidence("p-r1", "a-t2", null, 3, 99));
        assertThat(((Event.StudyCreated) ((Accepted) rerun).events().getFirst()).algorithm())
                .satisfies(a -> assertThat(a.points().getFirst()).isEqualTo(whole));
    }

    @Test
    void aProposedTrialHasTheSettingsOfItsStudy() {
        var decision =
                Decide.decide(
                        story.snapshot().book(),
                        new Command.ProposeTrial(
                                "a", new Configuration(Map.of("x", new Value.Real(0.9)))));
        var proposed = (Event.TrialProposed) ((Accepted) decision).events().getFirst();
        assertThat(proposed.configuration().values())
                .containsEntry("which", new Value.Text("a"))
                .containsEntry("x", new Value.Real(0.9));
    }

    @Test
    void rerunsAgainstATrialOfAnotherProjectAreRejected() {
        story.then(
                new Event.ProjectCreated(
                        "q", "Q", story.snapshot().book().project("p").facts().objective()));
        story.then(new Event.RoundOpened("q-r1", "q", 1, story.round().facts().goal()));
        story.then(
                new Event.StudyCreated(
                        "z",
                        "q-r1",
                        "Z",
                        Configuration.EMPTY,
                        EventStory.SPACE,
                        new io.tunebook.events.Algorithm(
                                io.tunebook.events.Algorithm.Kind.HALTON, 55),
                        3,
                        new io.tunebook.events.Reproduction("c", "v", "d", "00")));
        story.then(new Event.StudyStarted("z"));
        story.completed("z", 0.5, 0.02);
        var book = story.snapshot().book();
        assertThat(Decide.decide(book, new Command.RerunForEvidence("p-r1", "a-t0", "z-t0", 3, 7)))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        r -> assertThat(r.reason()).contains("belongs to project 'q'"));
        assertThat(Decide.decide(book, new Command.RerunForEvidence("p-r1", "a-t0", null, 3, 55)))
                .as("a seed that another project used")
                .isInstanceOf(Accepted.class);
        assertThat(Decide.decide(book, new Command.RerunForEvidence("p-r1", "z-t0", null, 3, 7)))
                .isInstanceOf(Rejected.class);
    }

    /// Fault 1: identical reruns made the degrees of freedom 0/0.
    @Test
    void identicalRerunsAreDecidedOn() {
        new RerunStory(story, "again", "a-t0").reruns(0.02, 0.02).ofBaseline(0.03, 0.03);
        assertThat(accepted(decide("a-t0", Decision.LAUNCH, "")).evidence())
                .satisfies(e -> {
                    assertThat(e.gain()).isNull();
                    assertThat(e.reruns().candidate().identical()).isTrue();
                });
    }
}
