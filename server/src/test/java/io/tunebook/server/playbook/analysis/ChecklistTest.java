package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.server.EventStory;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Constructed studies with known verdicts.
class ChecklistTest {
    private static Finding finding(EventStory story, Question question) {
        return Checklist.of(story.snapshot().book(), story.snapshot().curves(), story.round())
                .stream()
                .filter(f -> f.question() == question)
                .findFirst()
                .orElseThrow();
    }

    /// Twenty evenly spread trials whose error is a parabola around `optimum`.
    private static EventStory bowl(double optimum) {
        EventStory story = EventStory.opened().study("a", 20);
        for (int i = 0; i < 20; i++) {
            double x = (i + 0.5) / 20;
            story.completed("a", x, 0.02 + Math.pow(x - optimum, 2));
        }
        return story;
    }

    @ParameterizedTest
    @CsvSource({
        "0.50, FINE, PB-25, ''",
        "0.70, FINE, PB-25, ''",
        "1.00, TROUBLE, PB-25, upper",
        "1.50, TROUBLE, PB-25, upper",
        "0.00, FINE, PB-25, lower",
        "-0.5, FINE, PB-25, lower"
    })
    void bestTrialsNearABoundThatCanMoveMeanThatTheRangeIsTooNarrow(
            double optimum, Verdict verdict, String rule, String side) {
        Finding f = finding(bowl(optimum), Question.SPACE);
        assertThat(f.verdict()).isEqualTo(verdict);
        assertThat(f.rules()).contains(rule);
        assertThat(f.sentence()).contains(side);
    }

    @Test
    void theFindingNamesTheWidenedRange() {
        assertThat(finding(bowl(1.2), Question.SPACE).sentence()).contains("Rerun with 0 … 1.5");
    }

    @Test
    void withFewTrialsTheVerdictIsUnknown() {
        EventStory story = EventStory.opened().study("a", 5).completed("a", 0.99, 0.02);
        for (Question q : new Question[] {Question.SPACE, Question.POINTS}) {
            assertThat(finding(story, q).verdict()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void aRoundWithoutStudiesHasUnknownFindings() {
        for (Question q : Question.values()) {
            assertThat(finding(EventStory.opened(), q).verdict()).isEqualTo(Verdict.UNKNOWN);
        }
    }

    @Test
    void anIsolatedBestTrialMeansTooFewTrials() {
        EventStory lonely = EventStory.opened().study("a", 20).completed("a", 0.5, 0.01);
        EventStory crowded = EventStory.opened().study("a", 20).completed("a", 0.5, 0.01);
        for (int i = 1; i < 20; i++) {
            lonely.completed("a", i / 20.0, 0.05 + i * 0.001);
            crowded.completed("a", i / 20.0, i < 5 ? 0.0101 : 0.05 + i * 0.001);
        }
        assertThat(finding(lonely, Question.POINTS).verdict()).isEqualTo(Verdict.LOOK);
        assertThat(finding(lonely, Question.POINTS).sentence())
                .contains("1 of 20 completed trials");
        assertThat(finding(crowded, Question.POINTS).verdict()).isEqualTo(Verdict.FINE);
    }

    @Test
    void theExpectedBestOfADrawIsExact() {
        double[] values = {1, 2, 3, 4};
        assertThat(ExpectedBest.expected(values, 4)).isEqualTo(1);
        assertThat(ExpectedBest.expected(values, 1)).isCloseTo(2.5, within(1e-12));
        // The six pairs have the minima 1, 1, 1, 2, 2, 3.
        assertThat(ExpectedBest.expected(values, 2)).isCloseTo(10 / 6.0, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0, 20, FINE", "4, 16, FINE", "7, 13, LOOK", "12, 8, TROUBLE", "20, 0, TROUBLE"})
    void theInfeasibleFractionIsJudged(int infeasible, int completed, Verdict verdict) {
        EventStory story = EventStory.opened().study("a", 20);
        Random random = new Random(3);
        for (int i = 0; i < infeasible; i++) {
            story.infeasible("a", 0.3 + 0.4 * random.nextDouble());
        }
        for (int i = 0; i < completed; i++) {
            story.completed(
                    "a",
                    i % 2 == 0 ? 0.1 * random.nextDouble() : 1 - 0.1 * random.nextDouble(),
                    0.02 + 0.001 * i);
        }
        Finding f = finding(story, Question.INFEASIBLE);
        assertThat(f.verdict()).isEqualTo(verdict);
        assertThat(f.label()).isEqualTo(infeasible * 5 + "% infeasible");
    }

    @Test
    void bestTrialsNearTheInfeasibleRegionIndicateInstability() {
        EventStory brink = EventStory.opened().study("a", 20);
        EventStory clear = EventStory.opened().study("a", 20);
        for (int i = 0; i < 20; i++) {
            double x = (i + 0.5) / 20;
            if (x > 0.8) {
                brink.infeasible("a", x);
                clear.infeasible("a", x);
            } else {
                brink.completed("a", x, 0.10 - 0.05 * x);
                clear.completed("a", x, 0.02 + Math.abs(x - 0.3));
            }
        }
        Finding f = finding(brink, Question.INFEASIBLE);
        assertThat(f.verdict()).isEqualTo(Verdict.LOOK);
        assertThat(f.rules()).containsExactly("PB-23", "PB-26");
        assertThat(f.sentence()).contains("All 4 trials with x above 0.775").contains("stability");
        assertThat(finding(clear, Question.INFEASIBLE).verdict()).isEqualTo(Verdict.FINE);
    }

    /// A falling curve with noise, which rises by `climb` over its second half.
    private static double[] curve(long seed, double noise, double climb, double fall) {
        Random random = new Random(seed);
        double[] values = new double[24];
        for (int i = 0; i < 24; i++) {
            double trend = 0.04 + 0.3 * Math.exp(-i / 2.0) - fall * i / 24;
            double rising = i > 12 ? climb * (i - 12) / 11 : 0;
            values[i] = trend + rising + noise * random.nextGaussian();
        }
        return values;
    }

    @Test
    void overfittingIsFoundAndNoiseIsNot() {
        int found = 0;
        int mistaken = 0;
        for (long seed = 0; seed < 100; seed++) {
            EventStory over =
                    EventStory.opened()
                            .study("a", 1)
                            .completed("a", 0.5, 0.04, curve(seed, 0.001, 0.03, 0));
            EventStory flat =
                    EventStory.opened()
                            .study("a", 1)
                            .completed("a", 0.5, 0.04, curve(seed, 0.001, 0, 0));
            found += finding(over, Question.CURVES).label().equals("Overfitting") ? 1 : 0;
            mistaken += finding(flat, Question.CURVES).verdict() == Verdict.FINE ? 0 : 1;
        }
        assertThat(found).as("of 100 that overfit").isGreaterThanOrEqualTo(95);
        assertThat(mistaken).as("of 100 that do not").isLessThanOrEqualTo(5);
    }

    @Test
    void aCurveThatStillFallsAtTheEndIsComputeBound() {
        int found = 0;
        for (long seed = 0; seed < 50; seed++) {
            EventStory story =
                    EventStory.opened()
                            .study("a", 1)
                            .completed("a", 0.5, 0.02, curve(seed, 0.0005, 0, 0.035));
            found += finding(story, Question.CURVES).label().equals("Still improving") ? 1 : 0;
        }
        assertThat(found).as("of 50").isGreaterThanOrEqualTo(45);
    }

    @Test
    void noiseIsEstimatedForEveryTrend() {
        double[] estimates = new double[200];
        for (int seed = 0; seed < 200; seed++) {
            double[] noisy = curve(seed, 0.01, 0, 0.03);
            float[] values = new float[noisy.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) noisy[i];
            }
            estimates[seed] = Noise.late(values);
        }
        java.util.Arrays.sort(estimates);
        assertThat(estimates[100]).isCloseTo(0.01, within(0.002));
    }

    @Test
    void theIsolationPlotHasTheBestTrialOfEachScientificValue() {
        EventStory story =
                EventStory.opened()
                        .study("a", 4)
                        .study("b", 4)
                        .completed("a", 0.1, 0.05)
                        .completed("a", 0.15, 0.06)
                        .completed("a", 0.2, 0.03)
                        .completed("a", 0.3, 0.04)
                        .completed("b", 0.4, 0.02)
                        .infeasible("b", 0.5);
        Isolation plot =
                Isolation.of(story.round(), Sample.of(story.snapshot().book(), story.round()))
                        .getFirst();
        assertThat(plot.parameter()).isEqualTo("which");
        assertThat(plot.points())
                .extracting(Isolation.Point::value, p -> p.best().id(), Isolation.Point::trials)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", "a-t2", 4),
                        org.assertj.core.groups.Tuple.tuple("b", "b-t0", 1));
        assertThat(plot.points().getFirst().low()).isEqualTo(0.03);
        assertThat(plot.points().getFirst().high()).isBetween(0.04, 0.06);
        assertThat(plot.points().getLast().low()).isNull();
    }
}
