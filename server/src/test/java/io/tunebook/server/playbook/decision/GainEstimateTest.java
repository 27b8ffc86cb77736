package io.tunebook.server.playbook.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GainEstimateTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE)
                    .in(Objective.Unit.FRACTION, null);
    private static final Objective SCORE = new Objective("score", Objective.Direction.MAXIMIZE);
    private static final double[] ONE = {0.03};

    /// A textbook example of Welch's test.
    @Test
    void withRerunsOnlyItIsWelchsTest() {
        double[] a = {
            27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4
        };
        double[] b = {
            27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 28.0
        };
        Evidence.Gain g = GainEstimate.of(SCORE, b, a, ONE, 0);
        assertThat(g.estimate()).isCloseTo(mean(b) - mean(a), within(1e-12));
        // Two-sided p = 0.00564 with t = 2.994 (scipy.stats.ttest_ind, equal_var=False).
        assertThat(1 - g.probability()).isCloseTo(0.00564 / 2, within(5e-4));
        assertThat(g.low()).isPositive();
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    @Test
    void lowerIsBetterForAnErrorAndHigherForAScore() {
        double[] low = {0.02, 0.021, 0.019};
        double[] high = {0.03, 0.031, 0.029};
        assertThat(GainEstimate.of(ERROR, low, high, ONE, 0).estimate())
                .isCloseTo(0.01, within(1e-12));
        assertThat(GainEstimate.of(SCORE, low, high, ONE, 0).estimate())
                .isCloseTo(-0.01, within(1e-12));
    }

    @Test
    void aSmallValidationSetWidensTheInterval() {
        double[] ours = {0.02, 0.021, 0.019};
        double[] theirs = {0.03, 0.031, 0.029};
        Evidence.Gain few = GainEstimate.of(ERROR, ours, theirs, ONE, 200);
        Evidence.Gain many = GainEstimate.of(ERROR, ours, theirs, ONE, 20_000);
        assertThat(few.data())
                .isCloseTo(Math.sqrt((0.02 * 0.98 + 0.03 * 0.97) / 200), within(1e-9));
        assertThat(few.low()).isNegative();
        assertThat(many.low()).isPositive();
        assertThat(few.probability()).isLessThan(many.probability());
    }

    @Test
    void theVarianceOfAValidationSetIsInTheUnitOfAShareAndZeroWithoutAShare() {
        double[] ours = {2, 2.1, 1.9};
        double[] theirs = {3, 3.1, 2.9};
        Objective percent = ERROR.in(Objective.Unit.PERCENT, null);
        assertThat(GainEstimate.of(percent, ours, theirs, ONE, 200).data())
                .isCloseTo(100 * Math.sqrt((0.02 * 0.98 + 0.03 * 0.97) / 200), within(1e-9));
        Objective loss = ERROR.in(Objective.Unit.NONE, null);
        assertThat(GainEstimate.of(loss, ours, theirs, ONE, 200).data()).isZero();
    }

    @Test
    void aSearchWithAnOutlierAsBestWidensTheInterval() {
        double[] ours = {0.02, 0.021, 0.019};
        double[] theirs = {0.03, 0.031, 0.029};
        double[] lonely = {0.02, 0.05, 0.06, 0.07, 0.08, 0.09};
        double[] crowded = {0.02, 0.0201, 0.0202, 0.0203, 0.0204, 0.0205};
        assertThat(GainEstimate.of(ERROR, ours, theirs, lonely, 0).search())
                .isGreaterThan(10 * GainEstimate.of(ERROR, ours, theirs, crowded, 0).search());
    }

    /// Without a difference, 95% intervals miss zero in about 5% of cases.
    @ParameterizedTest
    @CsvSource({"3", "5", "10"})
    void itsIntervalsHaveTheStatedCoverage(int reruns) {
        Random random = new Random(11);
        int held = 0;
        for (int i = 0; i < 2_000; i++) {
            double[] ours =
                    random.doubles(reruns).map(u -> 0.03 + 0.002 * random.nextGaussian()).toArray();
            double[] theirs =
                    random.doubles(reruns).map(u -> 0.03 + 0.004 * random.nextGaussian()).toArray();
            Evidence.Gain g = GainEstimate.of(ERROR, ours, theirs, ONE, 0);
            held += g.low() <= 0 && g.high() >= 0 ? 1 : 0;
        }
        assertThat(held / 2_000.0).as("of 2000, seed 11").isBetween(0.93, 0.98);
    }
}
