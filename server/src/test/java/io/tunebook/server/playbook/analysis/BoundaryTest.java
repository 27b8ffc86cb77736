package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.search.Sampler;
import io.tunebook.server.playbook.search.Scale;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// Studies by Halton search with a known optimum.
class BoundaryTest {
    private static final Parameter RATE =
            Parameter.always("learning_rate", new Domain.Log(1e-4, 1));
    private static final Parameter SHIFT = Parameter.always("shift", new Domain.Linear(-1, 1));

    private static Sample study(
            int trials, long seed, ToDoubleFunction<double[]> objective, Parameter... parameters) {
        SearchSpace space = new SearchSpace(List.of(parameters));
        Algorithm halton = new Algorithm(Algorithm.Kind.HALTON, seed);
        EventStory story = started(space, halton, trials);
        Sampler sampler = new Sampler(space, halton, trials);
        for (int i = 0; i < trials; i++) {
            Configuration c = sampler.configuration(i);
            double[] u =
                    space.parameters().stream()
                            .mapToDouble(p ->
                                    Scale.unit(
                                            p.domain(),
                                            java.util.Objects.requireNonNull(
                                                    c.values().get(p.name()))))
                            .toArray();
            completed(story, i, c, objective.applyAsDouble(u));
        }
        return Sample.of(story.snapshot().book(), story.round()).getFirst();
    }

    private static EventStory started(SearchSpace space, Algorithm algorithm, int trials) {
        return EventStory.opened()
                .then(
                        new Event.StudyCreated(
                                "s",
                                "p-r1",
                                "S",
                                Configuration.EMPTY,
                                space,
                                algorithm,
                                trials,
                                new Reproduction("cmd", "1", "data", "00")))
                .then(new Event.StudyStarted("s"));
    }

    private static void completed(EventStory story, int i, Configuration c, double value) {
        String id = "s-t" + i;
        story.then(new Event.TrialProposed(id, "s", i, c))
                .then(new Event.TrialStarted(id, "cpu", "test", 1))
                .then(new Event.TrialCompleted(id, value, 10, 10, 1, Map.of()));
    }

    @Test
    void aLinearScaleOfValuesOverDecadesIsInQuestionAndNotTooNarrow() {
        SearchSpace space =
                new SearchSpace(List.of(Parameter.always("decay", new Domain.Linear(0, 1))));
        double[] decays = {0, 0, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 0};
        EventStory story = started(space, new Algorithm(Algorithm.Kind.HALTON, 1), decays.length);
        for (int i = 0; i < decays.length; i++) {
            completed(
                    story,
                    i,
                    new Configuration(Map.of("decay", Value.of(decays[i]))),
                    0.2 + decays[i] + 0.001 * i);
        }
        Finding f = Boundary.of(Sample.of(story.snapshot().book(), story.round()).getFirst());
        assertThat(f.label()).isEqualTo("Scale in question");
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
        assertThat(f.sentence()).contains("11 of 14 values of decay");
    }

    private static double square(double x) {
        return x * x;
    }

    @Test
    void anOptimumAtAnEdgeIsNamedWithItsSideAndRange() {
        Finding f =
                Boundary.of(study(24, 3, u -> square(1 - u[0]) + square(u[1] - 0.5), RATE, SHIFT));
        assertThat(f.label()).isEqualTo("Range too narrow");
        assertThat(f.sentence())
                .contains("learning_rate's upper bound 1 ")
                .doesNotContain("shift")
                .endsWith("Rerun with 1e-4 … 100.");
    }

    @Test
    void anOptimumInsideIsNoEdgeThoughOneTrialIsNearABound() {
        for (long seed = 1; seed <= 20; seed++) {
            Finding f =
                    Boundary.of(study(24, seed, u -> square(0.6 - u[0]) + 0 * u[1], RATE, SHIFT));
            assertThat(f.verdict()).isEqualTo(Verdict.FINE);
            assertThat(f.label()).isEqualTo("Range large enough");
        }
    }

    @Test
    void anIrrelevantIntegerOfFewValuesIsNoEdge() {
        Parameter four = Parameter.always("four", new Domain.Int(1, 4));
        Parameter two = Parameter.always("two", new Domain.Int(1, 2));
        for (long seed = 1; seed <= 20; seed++) {
            Sample sample = study(24, seed, u -> square(0.4 - u[0]), RATE, four, two);
            assertThat(Boundary.of(sample).verdict()).isEqualTo(Verdict.FINE);
        }
    }

    @Test
    void aNaturalBoundIsNoEdge() {
        Parameter dropout = Parameter.always("dropout", new Domain.Linear(0, 0.5));
        Sample sample = study(24, 1, u -> u[0], dropout);
        assertThat(Boundary.of(sample).verdict()).isEqualTo(Verdict.FINE);
        assertThat(Boundary.of(sample).sentence())
                .contains("near dropout's lower bound 0, beyond which it has no values");
        assertThat(WidenedRange.space(sample)).isEmpty();
    }

    @Test
    void theEndOfAListOfNumbersIsAnEdge() {
        Parameter batch =
                Parameter.always(
                        "batch_size",
                        new Domain.Categorical(
                                List.of(
                                        new Value.Int(128),
                                        new Value.Int(256),
                                        new Value.Int(512),
                                        new Value.Int(1024))));
        Sample sample = study(24, 1, u -> u[0] + 0.1 * square(u[1] - 0.5), batch, RATE);
        assertThat(Boundary.of(sample).sentence())
                .contains("a value below 128 in batch_size, such as 64");
        assertThat(WidenedRange.space(sample).orElseThrow().parameters().getFirst().domain())
                .isInstanceOf(Domain.Categorical.class);
    }

    @Test
    void theVerdictDoesNotDependOnTheScaleOfTheObjective() {
        Sample plain = study(24, 5, u -> square(1 - u[0]) + square(u[1]), RATE, SHIFT);
        Sample other =
                study(24, 5, u -> 1e6 * Math.exp(square(1 - u[0]) + square(u[1])), RATE, SHIFT);
        assertThat(Boundary.of(other).sentence()).isEqualTo(Boundary.of(plain).sentence());
    }

    @Test
    void equalObjectivesAreNoEdge() {
        assertThat(Boundary.of(study(24, 1, _ -> 0.5, RATE, SHIFT)).verdict())
                .isEqualTo(Verdict.FINE);
    }
}
