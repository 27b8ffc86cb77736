package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Configuration;
import io.tunebook.events.Curve;
import io.tunebook.events.Domain;
import io.tunebook.events.Event;
import io.tunebook.events.PlotReference;
import io.tunebook.events.Value;
import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningTest {
    private static List<Finding> learnt(EventStory story) {
        return Learning.of(
                story.round(),
                Sample.of(story.snapshot().book(), story.round()),
                story.snapshot().curves());
    }

    private static Finding with(EventStory story, String rule) {
        return learnt(story).stream()
                .filter(f -> f.rules().contains(rule))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyFindingHasARuleASentenceAndEveryVerdictItsNumbers() {
        EventStory story = EventStory.opened().study("a", 20).study("b", 20);
        for (int i = 0; i < 20; i++) {
            story.completed("a", i / 20.0, 0.02 + Math.abs(i - 10) * 0.002);
            story.completed("b", i / 20.0, 0.05 + Math.abs(i - 10) * 0.002);
        }
        assertThat(learnt(story))
                .allSatisfy(f -> {
                    assertThat(f.rules()).isNotEmpty();
                    assertThat(f.sentence()).endsWith(".");
                    if (f.verdict() != Verdict.UNKNOWN) {
                        assertThat(f.numbers()).as(f.sentence()).isNotEmpty();
                        assertThat(f.plot()).as(f.sentence()).isNotNull();
                    }
                });
    }

    @Test
    void unequallyTunedSettingsAreFlagged() {
        EventStory story = EventStory.opened().study("a", 20).study("b", 20);
        for (int i = 0; i < 16; i++) {
            story.completed("a", i / 20.0, 0.02 + i * 1e-4);
            if (i < 8) {
                story.completed("b", i / 20.0, 0.05 + i * 1e-4);
            }
        }
        Finding f = with(story, "PB-36");
        assertThat(f.label()).isEqualTo("Tuned unequally");
        assertThat(f.sentence()).contains("b has 8 trials and a has 16 trials");
        assertThat(f.plot()).isEqualTo(PlotReference.isolation("which"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, Best checkpoints early, LOOK",
        "0.9, Best checkpoints late, LOOK",
        "0.5, Best checkpoints spread, FINE"
    })
    void theBestCheckpointsAreLocated(double at, String headline, Verdict verdict) {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 10; i++) {
            String id = story.begin("a", i / 10.0);
            story.then(
                    new Event.TrialCompleted(id, 0.02 + i, (long) (at * 1000), 1000, 1, Map.of()));
        }
        Finding f = with(story, "PB-44");
        assertThat(f.label()).isEqualTo(headline);
        assertThat(f.verdict()).isEqualTo(verdict);
    }

    @Test
    void spikesOfTheGradientNormComeWithAClippingThreshold() {
        EventStory story = EventStory.opened().study("a", 2);
        String id = story.begin("a", 0.5);
        long[] steps = new long[100];
        float[] norms = new float[100];
        for (int i = 0; i < 100; i++) {
            steps[i] = i + 1L;
            norms[i] = i == 50 ? 40 : 1 + i * 0.01f;
        }
        story.then(
                new Event.CurveMeasured(
                        id, new Curve(steps, List.of("gradient/norm"), new float[][] {norms})));
        story.then(new Event.TrialCompleted(id, 0.02, 10, 100, 1, Map.of()));
        Finding f = with(story, "PB-65");
        assertThat(f.label()).isEqualTo("Gradient spikes");
        assertThat(f.numbers().get("90th percentile")).isCloseTo(1.9, within(0.02));
        assertThat(f.next()).contains("Clip gradients at 1.9");
    }

    @Test
    void theBatchSizeAtWhichThroughputSaturatesIsNamed() {
        BatchSizes sizes =
                BatchSizes.of(
                        List.of(
                                new BatchSizes.BatchSizeMeasurement(16, 1000, 8000),
                                new BatchSizes.BatchSizeMeasurement(32, 1950, 4000),
                                new BatchSizes.BatchSizeMeasurement(64, 2900, 2100),
                                new BatchSizes.BatchSizeMeasurement(128, 2950, 1900)));
        assertThat(sizes.saturation()).isEqualTo(64);
        assertThat(sizes.sentence())
                .contains(
                        "stops rising at batch size 64: larger ones reach at most 1.02 times its throughput")
                .contains(
                        "from batch size 32 to 64, each doubling of the batch multiplies throughput by 1.49");
        assertThat(sizes.rows().get(1).secondsToTarget())
                .isCloseTo(4000 * 32 / 1950.0, within(1e-9));
    }

    @Test
    void aDipBelowTheSaturationDoesNotEndTheRise() {
        BatchSizes sizes =
                BatchSizes.of(
                        List.of(
                                new BatchSizes.BatchSizeMeasurement(8, Double.NaN, Double.NaN),
                                new BatchSizes.BatchSizeMeasurement(16, 1000, Double.NaN),
                                new BatchSizes.BatchSizeMeasurement(24, 990, Double.NaN),
                                new BatchSizes.BatchSizeMeasurement(64, 3900, Double.NaN)));
        assertThat(sizes.saturation()).isEqualTo(64);
        assertThat(sizes.sentence())
                .startsWith("Throughput still rises at batch size 64, the largest measured")
                .contains(
                        "from batch size 16 to 24, each doubling of the batch multiplies throughput by 0.98");
    }

    @Test
    void theFewestStepsToATargetAreReadFromTheTrialsOfEachBatchSize() {
        EventStory story = EventStory.opened().study("a", 4);
        double[][] curves = {{0.5, 0.2, 0.09}, {0.5, 0.08, 0.07}, {0.5, 0.4, 0.3}};
        long[] sizes = {32, 32, 64};
        for (int i = 0; i < 3; i++) {
            String id = "a-t" + i;
            story.then(
                    new Event.TrialProposed(
                            id,
                            "a",
                            i,
                            new Configuration(
                                    Map.of(
                                            "x",
                                            new Value.Real(0.5),
                                            "batch_size",
                                            new Value.Int(sizes[i])))));
            story.then(new Event.TrialStarted(id, "cpu", "test", i));
            float[] column = new float[3];
            for (int k = 0; k < 3; k++) {
                column[k] = (float) curves[i][k];
            }
            story.then(
                    new Event.CurveMeasured(
                            id,
                            new Curve(
                                    new long[] {10, 20, 30},
                                    List.of("validation/error"),
                                    new float[][] {column})));
            story.then(new Event.TrialCompleted(id, curves[i][2], 30, 30, 1, Map.of()));
        }
        assertThat(
                        BatchSizes.stepsTo(
                                Sample.of(story.snapshot().book(), story.round()),
                                story.snapshot().curves(),
                                0.1))
                .containsExactly(Map.entry(32L, 20.0));
    }

    @Test
    void aWidenedRangeIsAFollowUp() {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 20; i++) {
            story.completed("a", (i + 0.5) / 20, 0.5 - 0.02 * i);
        }
        Sample sample = Sample.of(story.snapshot().book(), story.round()).getFirst();
        assertThat(WidenedRange.space(sample).orElseThrow().parameters().getFirst().domain())
                .isEqualTo(new Domain.Linear(0, 1.5));
    }

    @Test
    void theFindingsOfAPositionNeverChange() {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 12; i++) {
            story.completed("a", i / 20.0, 0.02 + i * 0.001);
        }
        List<Finding> before = learnt(story);
        assertThat(learnt(story)).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"0.1, FINE", "0.44, FINE", "0.46, TROUBLE", "0.9, TROUBLE"})
    void aBestTrialThatIsNearChanceIsNotWorthTuning(double error, Verdict verdict) {
        EventStory story = EventStory.opened().study("a", 2);
        String id = story.begin("a", 0.5);
        story.then(
                new Event.TrialCompleted(id, error, 10, 10, 1, Map.of("validation/chance", 0.9)));
        assertThat(with(story, "PB-06").verdict()).isEqualTo(verdict);
    }

    @Test
    void aLossThatOscillatesWithTheEpochIsDistinguishedFromNoise() {
        int falsePositives = 0;
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
            float[] even = new float[600];
            float[] swings = new float[600];
            for (int i = 0; i < 600; i++) {
                double level = 0.2 + 2 * Math.exp(-i / 100.0);
                double noise = 0.1 * level * random.nextGaussian();
                even[i] = (float) (level + noise);
                swings[i] =
                        (float) (level + noise + 0.15 * level * Math.sin(2 * Math.PI * i / 40.5));
            }
            falsePositives += EpochSwing.explained(even, 40.5) > 0.25 ? 1 : 0;
            found += EpochSwing.explained(swings, 40.5) > 0.25 ? 1 : 0;
        }
        assertThat(falsePositives).isZero();
        assertThat(found).isEqualTo(200);
    }

    @Test
    void anObjectiveWithoutCurvesIsNamed() {
        EventStory story = EventStory.opened().study("a", 2);
        String id = story.begin("a", 0.5);
        story.then(
                new Event.CurveMeasured(
                        id,
                        new Curve(new long[] {1}, List.of("val_error"), new float[][] {{0.5f}})));
        Finding f = with(story, "PB-24");
        assertThat(f.sentence()).contains("record val_error, but never the objective");
        story.then(
                new Event.CurveMeasured(
                        id,
                        new Curve(
                                new long[] {1},
                                List.of("validation/error"),
                                new float[][] {{0.5f}})));
        assertThat(learnt(story)).noneMatch(x -> x.rules().contains("PB-24"));
    }
}
