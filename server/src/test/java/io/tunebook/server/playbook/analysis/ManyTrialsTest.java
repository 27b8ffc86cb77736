package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.api.view.LearningPage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// A study of 5,000 trials over four hyperparameters, each trial with a curve of 24 evaluations.
class ManyTrialsTest {
    private static final int TRIALS = 5_000;

    static EventStory story() {
        List<Parameter> space =
                List.of(
                        Parameter.always("learning_rate", new Domain.Log(1e-4, 1)),
                        Parameter.always("momentum", new Domain.Linear(0, 1)),
                        Parameter.always("dropout", new Domain.Linear(0, 1)),
                        Parameter.always("width", new Domain.Int(8, 512)));
        EventStory story =
                EventStory.opened()
                        .then(
                                new Event.StudyCreated(
                                        "s",
                                        "p-r1",
                                        "Many",
                                        new Configuration(Map.of("which", new Value.Text("a"))),
                                        new SearchSpace(space),
                                        new Algorithm(Algorithm.Kind.HALTON, 1),
                                        TRIALS,
                                        new Reproduction("cmd", "1", "data", "00")))
                        .then(new Event.StudyStarted("s"));
        SplittableRandom random = new SplittableRandom(5);
        long[] steps = new long[24];
        for (int k = 0; k < 24; k++) {
            steps[k] = 10L * (k + 1);
        }
        for (int i = 0; i < TRIALS; i++) {
            double rate = random.nextDouble();
            double momentum = random.nextDouble();
            String id = "s-t" + i;
            story.then(
                    new Event.TrialProposed(
                            id,
                            "s",
                            i,
                            new Configuration(
                                    Map.of(
                                            "which", new Value.Text("a"),
                                            "learning_rate",
                                                    new Value.Real(Math.pow(10, 4 * rate - 4)),
                                            "momentum", new Value.Real(momentum),
                                            "dropout", new Value.Real(random.nextDouble()),
                                            "width", new Value.Int(random.nextInt(8, 513))))));
            story.then(new Event.TrialStarted(id, "cpu", "test", i));
            if (rate > 0.9) {
                story.then(new Event.TrialInfeasible(id, "the loss is NaN", 3L));
                continue;
            }
            double value = 0.02 + Math.abs(rate - 0.5) * momentum + 0.05 * random.nextDouble();
            float[] column = new float[24];
            for (int k = 0; k < 24; k++) {
                column[k] = (float) (value + Math.exp(-k / 4.0) + 0.002 * random.nextGaussian());
            }
            story.then(
                    new Event.CurveMeasured(
                            id,
                            new Curve(steps, List.of("validation/error"), new float[][] {column})));
            story.then(new Event.TrialCompleted(id, value, 240, 240, 1, Map.of()));
        }
        return story;
    }

    @Test
    void theirFindingsTakeWellUnderASecond() {
        EventStory story = story();
        double[] seconds = new double[3];
        for (int i = 0; i < 3; i++) {
            long began = System.nanoTime();
            LearningPage page = LearningPage.of(story.snapshot(), story.round());
            seconds[i] = (System.nanoTime() - began) / 1e9;
            assertThat(page.findings()).isNotEmpty();
            var budgets = Objects.requireNonNull(page.studies().getFirst().budget()).points();
            assertThat(budgets).hasSizeLessThanOrEqualTo(100);
            assertThat(budgets.getFirst().budget()).isEqualTo(1);
            assertThat(budgets.getLast().budget()).isGreaterThan(4_000);
            assertThat(page.studies().getFirst().importance().pairs().getFirst().parameters())
                    .containsExactly("learning_rate", "momentum");
        }
        Arrays.sort(seconds);
        assertThat(seconds[1]).isLessThan(1.0);
    }
}
