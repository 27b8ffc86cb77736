package io.tunebook.server.ledger.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Evidence;
import io.tunebook.events.FindingRecord;
import io.tunebook.events.Goal;
import io.tunebook.events.MetricKind;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.ledger.command.CommandDecision.Accepted;
import io.tunebook.server.ledger.command.CommandDecision.Rejected;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecideTest {
    /// A reason for each question but `points`.
    private static final Map<String, String> ALL_BUT_POINTS =
            Map.of(
                    "space",
                    "no time",
                    "infeasible",
                    "few",
                    "optimisation",
                    "sound",
                    "curves",
                    "flat");

    private static CommandDecision decide(EventStory story, Command command) {
        return Decide.decide(story.snapshot().book(), command);
    }

    private static void rejected(CommandDecision decision, String rule, String message) {
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        r -> {
                            assertThat(r.reason()).contains(message);
                            assertThat(r.rule()).isEqualTo(rule);
                        });
    }

    private static Command launch(
            String candidate, String rationale, Map<String, String> overrides) {
        return new Command.DecideLaunch(
                "p",
                "p-r1",
                candidate,
                Event.Decision.LAUNCH,
                rationale,
                new Evidence(1, Configuration.EMPTY, 0.02, null, List.of(), List.of()),
                overrides,
                "",
                "");
    }

    private static Map<String, String> with(Map<String, String> overrides, String points) {
        Map<String, String> all = new HashMap<>(overrides);
        all.put("points", points);
        return all;
    }

    @Test
    void aStudyIsFinishedOnlyWhenAllOfItsTrialsHaveEnded() {
        EventStory story = EventStory.opened().study("a", 2).completed("a", 0.5, 0.02);
        rejected(decide(story, new Command.FinishStudy("a")), null, "trials that have not ended");
        story.completed("a", 0.6, 0.03);
        assertThat(decide(story, new Command.FinishStudy("a"))).isInstanceOf(Accepted.class);
    }

    @Test
    void noDecisionWithAQuestionThatIsNeitherAnsweredNorOverridden() {
        EventStory story = EventStory.opened().study("a", 2).completed("a", 0.5, 0.02);
        rejected(
                decide(story, launch("a-t0", "better", Map.of())), "PB-22", "5 questions are open");
        rejected(
                decide(story, launch("a-t0", "better", with(ALL_BUT_POINTS, " "))),
                "PB-22",
                "points");

        story.then(
                new Event.ChecklistAnswered(
                        "p-r1",
                        "points",
                        "fine",
                        "enough",
                        new FindingRecord("points", "look", "few", "s", List.of())));
        assertThat(decide(story, launch("a-t0", "better", ALL_BUT_POINTS)))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        a ->
                                assertThat(a.events())
                                        .hasExactlyElementsOfTypes(
                                                Event.LaunchProposed.class,
                                                Event.LaunchDecided.class));
    }

    @Test
    void aDecisionNeedsARationaleAndACompletedTrialOfTheRound() {
        EventStory story =
                EventStory.opened().study("a", 3).completed("a", 0.5, 0.02).infeasible("a", 0.9);
        Map<String, String> all = with(ALL_BUT_POINTS, "enough");
        rejected(decide(story, launch("a-t0", "  ", all)), "PB-40", "rationale");
        rejected(decide(story, launch("a-t1", "better", all)), "PB-40", "infeasible");
        rejected(
                decide(story, launch("nobody", "better", all)),
                null,
                "Round p-r1 has no completed trial 'nobody'");
    }

    @Test
    void aUnitIsCorrectedOnceAndAMetricDescribedOnce() {
        EventStory story = EventStory.opened();
        var unit = new Command.CorrectObjective("p", Objective.Unit.PERCENT, 500L, "up to 100");
        var corrected =
                new Event.ObjectiveCorrected("p", Objective.Unit.PERCENT, 500L, "up to 100");
        assertThat(decide(story, unit)).isEqualTo(Accepted.of(corrected));
        rejected(decide(story.then(corrected), unit), null, "has this unit");
        var metric = new Command.DescribeMetric("p", "fit", MetricKind.TRAINING_LOSS);
        var described = new Event.MetricDescribed("p", "fit", MetricKind.TRAINING_LOSS);
        assertThat(decide(story, metric)).isEqualTo(Accepted.of(described));
        rejected(decide(story.then(described), metric), null, "described as training loss already");
    }

    @ParameterizedTest
    @CsvSource({"proposed, false", "running, true", "completed, false", "infeasible, false"})
    void onlyARunningTrialCompletes(String state, boolean accepted) {
        EventStory story = EventStory.opened().study("a", 3);
        switch (state) {
            case "completed" -> story.completed("a", 0.5, 0.02);
            case "infeasible" -> story.infeasible("a", 0.5);
            case "running" -> story.begin("a", 0.5);
            default -> story.then(new Event.TrialProposed("a-t0", "a", 0, Configuration.EMPTY));
        }
        CommandDecision decision =
                decide(story, new Command.CompleteTrial("a-t0", 0.1, 1, 1, 1, Map.of()));
        assertThat(decision).isInstanceOf(accepted ? Accepted.class : Rejected.class);
    }

    @Test
    void aStudyAcceptsItsNumberOfTrialsWithoutAbandonedOnes() {
        EventStory story = EventStory.opened().study("a", 2).completed("a", 0.1, 0.02);
        String second = story.begin("a", 0.2);
        Command propose = new Command.ProposeTrial("a", Configuration.EMPTY);
        rejected(decide(story, propose), "PB-17", "has all of its 2 trials");
        story.then(new Event.TrialAbandoned(second, "the server was stopped"));
        assertThat(decide(story, propose)).isInstanceOf(Accepted.class);
        story.then(new Event.StudyStopped("a", "enough"));
        rejected(decide(story, propose), null, "not running");
    }

    @Test
    void theReasonOfAPersonIsLimitedAndNotShortened() {
        EventStory story = EventStory.opened().study("a", 2);
        String longest = "x".repeat(Event.MAX_REASON);
        assertThat(decide(story, new Command.StopStudy("a", longest)))
                .isEqualTo(Accepted.of(new Event.StudyStopped("a", longest)));
        assertThatThrownBy(() -> decide(story, new Command.StopStudy("a", longest + "x")))
                .hasMessage("why the study is stopped has 2,001 characters: shorten it to 2,000");
        assertThatThrownBy(() -> decide(story, new Command.StopStudy("a", " ")))
                .hasMessageContaining("is empty");
    }

    @Test
    void aLongerReasonOfAnOlderLogIsRead() {
        String why = "x".repeat(10 * Event.MAX_REASON);
        EventStory story = EventStory.opened().study("a", 2).then(new Event.StudyStopped("a", why));
        rejected(decide(story, new Command.StopStudy("a", "again")), null, "not running");
    }

    @Test
    void aRoundWithoutAScientificHyperparameterIsRejected() {
        Role.Assignment nuisance =
                new Role.Assignment(
                        Parameter.always("x", new Domain.Linear(0, 1)), Role.NUISANCE, "why");
        Goal goal = new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?");
        rejected(
                decide(EventStory.opened(), new Command.OpenRound("p", goal, List.of(nuisance))),
                "PB-13",
                "scientific");
        rejected(
                decide(EventStory.opened(), new Command.OpenRound("p", goal, List.of())),
                "PB-12",
                "role");
        rejected(
                decide(EventStory.opened(), new Command.OpenRound("none", goal, List.of())),
                null,
                "no project 'none'");
    }

    @Test
    void aStudyOverAHyperparameterWithoutARoleIsRejected() {
        SearchSpace space =
                new SearchSpace(List.of(Parameter.always("unheard_of", new Domain.Linear(0, 1))));
        rejected(
                decide(
                        EventStory.opened(),
                        new Command.CreateStudy(
                                "p-r1",
                                "s",
                                Configuration.EMPTY,
                                space,
                                new Algorithm(Algorithm.Kind.HALTON, 1),
                                3,
                                new Reproduction("", "", "", ""))),
                "PB-12",
                "'unheard_of' has no role");
        rejected(
                decide(
                        EventStory.opened(),
                        new Command.CreateStudy(
                                "p-r1",
                                "s",
                                new Configuration(Map.of("x", new Value.Real(1))),
                                EventStory.SPACE,
                                new Algorithm(Algorithm.Kind.HALTON, 1),
                                3,
                                new Reproduction("", "", "", ""))),
                "PB-18",
                "not scientific");
    }

    @Test
    void aClosedRoundAcceptsNotesOnly() {
        EventStory story = EventStory.opened().then(new Event.RoundClosed("p-r1", "a is better"));
        rejected(decide(story, new Command.CloseRound("p-r1", "again")), null, "closed");
        assertThat(decide(story, new Command.AddNote("p-r1", "later thought")))
                .isInstanceOf(Accepted.class);
    }

    private static final SearchSpace STEPS =
            new SearchSpace(List.of(Parameter.always("steps", new Domain.Int(10, 100))));

    /// A round that tunes the number of steps, an error by PB-43, and a study in it.
    private static EventStory designedWithAnError() {
        return EventStory.opened()
                .then(
                        new Event.RolesAssigned(
                                "p-r1",
                                List.of(
                                        new Role.Assignment(
                                                STEPS.parameters().getFirst(),
                                                Role.NUISANCE,
                                                "why not"))))
                .then(
                        new Event.StudyCreated(
                                "s",
                                "p-r1",
                                "S",
                                Configuration.EMPTY,
                                STEPS,
                                new Algorithm(Algorithm.Kind.HALTON, 1),
                                20,
                                new Reproduction("", "", "", "")));
    }

    @Test
    void aStudyWithADesignErrorStartsOnlyAfterTheErrorIsAccepted() {
        EventStory story = designedWithAnError();
        rejected(decide(story, new Command.StartStudy("s")), "PB-43", "accept 'PB-43 steps'");
        story.then(new Event.WarningAccepted("p-r1", "PB-43 steps", "It varies.", "the question"));
        assertThat(decide(story, new Command.StartStudy("s"))).isInstanceOf(Accepted.class);
    }

    @Test
    void aStudyWithAnObjectiveThatItsTrainerDoesNotReportIsRejected() {
        for (Trainer trainer : List.of(Trainer.BUILT_IN, Trainer.EXTERNAL)) {
            EventStory story =
                    new EventStory()
                            .then(
                                    new Event.ProjectCreated(
                                            "p",
                                            "P",
                                            new Objective("bleu", Objective.Direction.MAXIMIZE)))
                            .then(
                                    new Event.RoundOpened(
                                            "p-r1",
                                            "p",
                                            1,
                                            new Goal(
                                                    Goal.Kind.UNDERSTANDING,
                                                    Goal.Phase.EXPLORATION,
                                                    "?")))
                            .then(
                                    new Event.StudyCreated(
                                            "s",
                                            "p-r1",
                                            "S",
                                            Configuration.EMPTY,
                                            EventStory.SPACE,
                                            new Algorithm(Algorithm.Kind.HALTON, 1),
                                            20,
                                            trainer,
                                            new Reproduction("", "", "", "")));
            CommandDecision decision = decide(story, new Command.StartStudy("s"));
            if (trainer == Trainer.EXTERNAL) {
                assertThat(decision).isInstanceOf(Accepted.class);
            } else {
                rejected(decision, "PB-24", "does not report the objective 'bleu'");
            }
        }
    }

    @Test
    void twoHyperparametersOfOneNameThatCanExistAtOnceAreRejected() {
        Domain ab = new Domain.Categorical(List.of(new Value.Text("a"), new Value.Text("b")));
        Domain unit = new Domain.Linear(0, 1);
        Parameter under =
                new Parameter("m", unit, new Parameter.Condition("one", new Value.Text("a")));
        Parameter beside =
                new Parameter("m", unit, new Parameter.Condition("one", new Value.Text("b")));
        Parameter other =
                new Parameter("m", unit, new Parameter.Condition("two", new Value.Text("a")));
        Goal goal = new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?");
        for (Parameter second : List.of(beside, other, Parameter.always("m", unit))) {
            List<Role.Assignment> roles =
                    List.of(
                            new Role.Assignment(
                                    Parameter.always("one", ab), Role.SCIENTIFIC, "asked"),
                            new Role.Assignment(Parameter.always("two", ab), Role.NUISANCE, "t"),
                            new Role.Assignment(under, Role.NUISANCE, "t"),
                            new Role.Assignment(second, Role.NUISANCE, "t"));
            CommandDecision decision =
                    decide(EventStory.opened(), new Command.OpenRound("p", goal, roles));
            if (second.equals(beside)) {
                assertThat(decision).isInstanceOf(Accepted.class);
            } else {
                rejected(decision, "PB-16", "can exist at once");
            }
        }
    }
}
