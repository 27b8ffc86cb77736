package io.tunebook.server.playbook.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GainEstimateTest {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE)
                    .in(Objective.Unit.FRACTION, null);
    private static final Objective SCORE = new Objective("score", Objective.Direction.MAXIMIZE);
    private static final double[] ONE = {0.03};
    private static final double[] LOW = {0.02, 0.021, 0.019};
    private static final double[] HIGH = {0.03, 0.031, 0.029};

    private static Evidence.Gain gain(
            Objective objective, double[] ours, double[] theirs, double[] search, double examples) {
        return Objects.requireNonNull(
                GainEstimate.of(
                        objective,
                        new Reruns(ours, 0, examples),
                        new Reruns(theirs, 0, examples),
                        search));
    }

    /// A textbook example of Welch's test.
    @Test
    void withEquallyManyRerunsItIsWelchsTest() {
        double[] a = {
            27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4
        };
        double[] b = {
            27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 28.0
        };
        Evidence.Gain g = gain(SCORE, b, a, ONE, 0);
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
        assertThat(gain(ERROR, LOW, HIGH, ONE, 0).estimate()).isCloseTo(0.01, within(1e-12));
        assertThat(gain(SCORE, LOW, HIGH, ONE, 0).estimate()).isCloseTo(-0.01, within(1e-12));
    }

    @Test
    void theVarianceOfTheValidationSetIsReportedBesideTheInterval() {
        Evidence.Gain few = gain(ERROR, LOW, HIGH, ONE, 200);
        Evidence.Gain unknown = gain(ERROR, LOW, HIGH, ONE, 0);
        assertThat(few.data())
                .isCloseTo(Math.sqrt((0.02 * 0.98 + 0.03 * 0.97) / 200), within(1e-9));
        assertThat(unknown.data()).isZero();
        assertThat(few.low()).isEqualTo(unknown.low());
        assertThat(verdict(few).sentence())
                .contains("within two standard deviations of what another validation set");
        assertThat(verdict(few).validation()).startsWith("Another validation set of this size");
        assertThat(verdict(unknown).validation()).contains("is not estimated");
    }

    @Test
    void aPercentageOfKnownExamplesHasTheVarianceOfItsShare() {
        Objective percent = ERROR.in(Objective.Unit.PERCENT, 200L);
        double[] ours = Arrays.stream(LOW).map(v -> 100 * v).toArray();
        double[] theirs = Arrays.stream(HIGH).map(v -> 100 * v).toArray();
        assertThat(gain(percent, ours, theirs, ONE, 0).data())
                .isCloseTo(100 * gain(ERROR, LOW, HIGH, ONE, 200).data(), within(1e-9));
    }

    /// A mean squared error below 1 has no binomial variance.
    @Test
    void anObjectiveThatIsNoShareHasNoVarianceOfItsValidationSet() {
        Objective none = ERROR.in(Objective.Unit.NONE, null);
        assertThat(gain(none, LOW, HIGH, ONE, 200).data()).isZero();
    }

    private static GainVerdict verdict(Evidence.Gain gain) {
        return new GainVerdict(ERROR, 0.02, 0.03, null, gain);
    }

    @Test
    void aSearchWithAnOutlierAsBestHasMoreVariance() {
        double[] lonely = {0.02, 0.05, 0.06, 0.07, 0.08, 0.09};
        double[] crowded = {0.02, 0.0201, 0.0202, 0.0203, 0.0204, 0.0205};
        assertThat(gain(ERROR, LOW, HIGH, lonely, 0).search())
                .isGreaterThan(10 * gain(ERROR, LOW, HIGH, crowded, 0).search());
    }

    /// Plain Welch holds in 89% at 2 against 10; Behrens and Fisher in 99.7% at 2 against 2.
    @ParameterizedTest
    @CsvSource({
        "2, 2, 1",
        "2, 4, 0.33",
        "2, 10, 0.33",
        "2, 10, 1",
        "2, 10, 3",
        "3, 5, 2",
        "10, 10, 3"
    })
    void itsIntervalsHaveTheStatedCoverage(int ours, int theirs, double ratio) {
        SplittableRandom random = new SplittableRandom(11);
        int held = 0;
        for (int i = 0; i < 1_000; i++) {
            Evidence.Gain g =
                    gain(
                            ERROR,
                            normal(random, ours, 0.02, 0.002 * ratio),
                            normal(random, theirs, 0.03, 0.002),
                            ONE,
                            0);
            held += g.low() <= 0.01 && g.high() >= 0.01 ? 1 : 0;
            assertThat(g.low() > 0).isEqualTo(g.probability() > 0.975);
            assertThat(g.high() < 0).isEqualTo(g.probability() < 0.025);
        }
        // Of 1,000, a rate has a standard error of 0.3 to 0.8%.
        assertThat(held / 1_000.0).as("seed 11").isBetween(0.925, 0.993);
    }

    private static double[] normal(SplittableRandom random, int n, double mean, double sd) {
        return DoubleStream.generate(() -> mean + sd * random.nextGaussian()).limit(n).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 18, 198})
    void studentsDistributionIsThatOfTheLibrary(int freedom) {
        TDistribution student = new TDistribution(freedom);
        for (double t = -15; t <= 15; t += 0.37) {
            assertThat(StudentCdf.at(t, freedom))
                    .isCloseTo(student.cumulativeProbability(t), within(1e-9));
        }
    }

    /// With one side constant, the distribution is Student's of the other side, for any counts.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void aConstantSideLeavesTheVariationOfTheOther(int constant) {
        double[] same = new double[constant];
        Arrays.fill(same, 0.03);
        Evidence.Gain g = gain(ERROR, LOW, same, ONE, 0);
        double reach = 4.302653 * 0.001 / Math.sqrt(3);
        assertThat(g.high() - g.estimate()).isCloseTo(reach, within(1e-4 * reach));
    }

    /// Zero variance on both sides has no degrees of freedom: there is no interval.
    @Test
    void identicalRerunsOnBothSidesHaveNoInterval() {
        assertThat(
                        GainEstimate.of(
                                ERROR,
                                new Reruns(new double[] {0.1, 0.1, 0.1}, 0, 0),
                                new Reruns(new double[] {0.3, 0.3}, 0, 0),
                                ONE))
                .isNull();
    }
}
