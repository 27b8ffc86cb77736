package io.tunebook.server.playbook.design;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetTest {
    /// Twenty trials over 0 to 1, the best at 0.5, each with ten steps in two seconds.
    private static EventStory explored() {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 20; i++) {
            double x = (i + 0.5) / 20;
            String id = story.begin("a", x);
            story.then(new Event.TrialCompleted(id, 0.1 + Math.abs(x - 0.5), 10, 10, 2, Map.of()));
        }
        return story;
    }

    private static Budget over(double low, double high, int trials) {
        EventStory story = explored();
        List<Role.Assignment> roles =
                List.of(
                        new Role.Assignment(
                                Parameter.always(
                                        "which",
                                        new Domain.Categorical(
                                                List.of(new Value.Text("a"), new Value.Text("b")))),
                                Role.SCIENTIFIC,
                                "asked"),
                        new Role.Assignment(
                                Parameter.always("x", new Domain.Linear(low, high)),
                                Role.NUISANCE,
                                "interacts"),
                        new Role.Assignment(
                                Parameter.always("steps", new Domain.Fixed(new Value.Int(100))),
                                Role.FIXED,
                                "longer may differ"));
        Design.Plan plan =
                new Design.Plan(
                        "next",
                        new Configuration(Map.of("which", new Value.Text("a"))),
                        new SearchSpace(
                                List.of(Parameter.always("x", new Domain.Linear(low, high)))),
                        new Algorithm(Algorithm.Kind.HALTON, 1),
                        trials);
        var book = story.snapshot().book();
        var project = book.projectOf(story.round());
        return Budget.of(
                book,
                project,
                Design.of(book, project, story.round().facts().goal(), roles, List.of(plan)),
                2);
    }

    /// The good region has two of the twenty trials: 10% of the points of the same space.
    @ParameterizedTest
    @CsvSource({"0, 1, 20, 2", "0, 1, 40, 4", "0, 2, 20, 1", "0.25, 0.75, 20, 4", "0.6, 1, 20, 0"})
    void goodTrialsAreEstimatedFromTheSpaceAndTheTrials(
            double low, double high, int trials, double good) {
        assertThat(over(low, high, trials).good()).isCloseTo(good, within(1e-9));
    }

    @Test
    void wallTimeIsEstimatedFromSecondsPerStepAndPlannedSteps() {
        Budget budget = over(0, 1, 30);
        assertThat(budget.secondsATrial()).isCloseTo(0.2 * 100, within(1e-9));
        assertThat(budget.seconds()).isCloseTo(0.2 * 100 * 30 / 2, within(1e-9));
        assertThat(budget.workers()).isEqualTo(2);
    }
}
