package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.EventStory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/// The band of the expected best and the prediction for as many trials again (PB-59).
class ExpectedBestTest {
    private static ExpectedBest of(int trials, IntToDoubleFunction error) {
        EventStory story = EventStory.opened().study("a", trials);
        for (int i = 0; i < trials; i++) {
            story.completed("a", 0.5, error.applyAsDouble(i));
        }
        return ExpectedBest.of(Sample.of(story.snapshot().book(), story.round()).getFirst());
    }

    private static boolean holdsUniform(ExpectedBest best) {
        return best.points().stream()
                .allMatch(p -> {
                    double truth = 1 - Math.pow(0.5, 1.0 / p.budget());
                    Double low = p.low();
                    Double high = p.high();
                    return (low == null || low <= truth) && (high == null || truth <= high);
                });
    }

    @Test
    void theBandHoldsTheWholeCurve() {
        SplittableRandom random = new SplittableRandom(3);
        int held = 0;
        for (int draw = 0; draw < 150; draw++) {
            held += holdsUniform(of(24, i -> random.nextDouble())) ? 1 : 0;
        }
        assertThat(held).isBetween(137, 150);
    }

    @Test
    void theTrialsSetNoLimitOnTheBestOfALongSearch() {
        ExpectedBest best = of(24, i -> 0.1 + 0.01 * i);
        assertThat(best.points().getFirst().low()).isNotNull();
        assertThat(best.points().getLast().low()).isNull();
        assertThat(best.points().getLast().high()).isNotNull();
        assertThat(best.points()).allSatisfy(p -> assertThat(p.median()).isBetween(0.1, 0.33));
    }

    @Test
    void thePredictionHoldsInNineOfTenSearches() {
        SplittableRandom random = new SplittableRandom(4);
        int held = 0;
        for (int draw = 0; draw < 200; draw++) {
            double[] known = random.doubles(24).toArray();
            NextBest next = of(24, i -> known[i]).doubling();
            double gain =
                    Math.max(
                            0,
                            Arrays.stream(known).min().orElseThrow()
                                    - random.doubles(24).min().orElseThrow());
            assertThat(next).isNotNull();
            held += gain <= next.high() ? 1 : 0;
        }
        assertThat(held).isBetween(168, 193);
    }

    @Test
    void identicalValuesPredictNothing() {
        assertThat(of(12, i -> 0.1).doubling()).isNull();
        assertThat(of(5, i -> 0.1 * i).doubling()).isNull();
        NextBest tied = of(12, i -> i < 4 ? 0.1 : 0.1 * i).doubling();
        assertThat(tied).isNotNull();
        assertThat(tied.high()).isPositive().isFinite();
    }
}
