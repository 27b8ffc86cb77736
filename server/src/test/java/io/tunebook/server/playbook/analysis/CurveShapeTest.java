package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The shape of single curves. `bench verdicts --only curves` measures how often it is wrong.
class CurveShapeTest {
    private static final Objective ERROR = new Objective("validation/error", Direction.MINIMIZE);
    private static final Objective ACCURACY =
            new Objective("validation/accuracy", Direction.MAXIMIZE);

    private static Curves.Series series(double... values) {
        float[] steps = new float[values.length];
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            steps[i] = 10 * (i + 1);
            floats[i] = (float) values[i];
        }
        return new Curves.Series("validation/error", steps, floats);
    }

    private static Kind kind(double... values) {
        return CurveShape.of(ERROR, series(values)).verdict();
    }

    /// A curve that falls to its level, and rises and falls on by some in its second half.
    private static double[] curve(int n, double rise, double fall, double noise, long seed) {
        Random random = new Random(seed);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            double t = (i + 1.0) / n;
            values[i] =
                    0.05
                            + 0.3 * Math.exp(-12 * t)
                            + rise * Math.max(0, 2 * t - 1)
                            - fall * t
                            + noise * random.nextGaussian();
        }
        return values;
    }

    @Test
    void aRiseBeyondTheNoiseIsOverfitting() {
        assertThat(kind(curve(24, 0.03, 0, 0.003, 1))).isEqualTo(Kind.OVERFITS);
        assertThat(kind(curve(100, 0.03, 0, 0.003, 2))).isEqualTo(Kind.OVERFITS);
    }

    @Test
    void aCurveThatFallsToItsEndIsStillImproving() {
        assertThat(kind(curve(24, 0, 0.1, 0.001, 1))).isEqualTo(Kind.IMPROVING);
    }

    @Test
    void aCurveThatIsLevelFromEarlyOnIsFlat() {
        assertThat(kind(curve(100, 0, 0, 0.001, 3))).isEqualTo(Kind.FLAT);
    }

    @Test
    void aShortCurveIsNotJudged() {
        assertThat(kind(curve(15, 0.03, 0, 0.0001, 1))).isEqualTo(Kind.UNREADABLE);
        assertThat(kind()).isEqualTo(Kind.UNREADABLE);
        assertThat(kind(0.5)).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void aDoubleDescentThatEndsLowerIsNoOverfitting() {
        double[] values = curve(100, 0, 0, 0.001, 4);
        for (int i = 0; i < 100; i++) {
            values[i] += 0.06 * Math.exp(-Math.pow((i - 40) / 10.0, 2)) - (i > 45 ? 0.03 : 0);
        }
        assertThat(kind(values)).isNotEqualTo(Kind.OVERFITS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1, -1})
    void oneEvaluationChangesNoVerdict(double odd) {
        for (int at = 0; at < 24; at++) {
            double[] level = curve(24, 0, 0, 0.003, 5);
            level[at] = odd;
            double[] rising = curve(24, 0.05, 0, 0.002, 6);
            rising[at] = odd;
            assertThat(kind(level)).isNotIn(Kind.OVERFITS, Kind.IMPROVING, Kind.COLLAPSED);
            assertThat(kind(rising)).isEqualTo(Kind.OVERFITS);
        }
    }

    @Test
    void theUnitOfTheObjectiveChangesNoVerdict() {
        for (int seed = 0; seed < 200; seed++) {
            double[] error =
                    Arrays.stream(curve(24, 0.02 * (seed % 3), 0.03 * (seed % 2), 0.003, seed))
                            .map(e -> Math.rint(e * 4096) / 4096)
                            .toArray();
            Kind kind = kind(error);
            assertThat(kind(in(error, e -> 100 * e))).isEqualTo(kind);
            assertThat(kind(in(error, e -> 1000 * e))).isEqualTo(kind);
            assertThat(CurveShape.of(ACCURACY, series(in(error, e -> 1 - e))).verdict())
                    .isEqualTo(kind);
            assertThat(CurveShape.of(ACCURACY, series(in(error, e -> -10 - e))).verdict())
                    .isEqualTo(kind);
        }
    }

    private static double[] in(double[] values, DoubleUnaryOperator unit) {
        return Arrays.stream(values).map(unit).toArray();
    }

    @Test
    void aFallBackToChanceIsACollapse() {
        double[] collapsed =
                DoubleStream.concat(
                                DoubleStream.of(
                                        0.35, 0.75, 0.8, 0.82, 0.83, 0.84, 0.84, 0.85, 0.85),
                                DoubleStream.of(
                                        0.327, 0.354, 0.318, 0.327, 0.327, 0.354, 0.327, 0.318))
                        .toArray();
        CurveShape shape = CurveShape.of(ACCURACY, series(collapsed));
        assertThat(shape.verdict()).isEqualTo(Kind.COLLAPSED);
        assertThat(shape.bestStep()).isEqualTo(80);
        assertThat(shape.end()).isCloseTo(0.327, within(0.01));
    }

    @ParameterizedTest
    @CsvSource({"24, 0", "24, 0.5", "24, 0.8", "100, 0", "100, 0.5", "100, 0.8"})
    void theNoiseIsItsMarginalDeviationForEveryCorrelation(int n, double correlation) {
        double[] estimates = new double[400];
        for (int seed = 0; seed < estimates.length; seed++) {
            Random random = new Random(seed);
            double[] values = curve(n, 0, 0.05, 0, seed);
            double noise = random.nextGaussian();
            for (int i = 0; i < n; i++) {
                values[i] += 0.01 * noise;
                noise =
                        correlation * noise
                                + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
            }
            estimates[seed] = Noise.late(values);
        }
        Arrays.sort(estimates);
        assertThat(estimates[200]).isCloseTo(0.01, within(0.003));
    }

    @Test
    void aTrainingLossThatRisesIsFoundAndANoisyOneIsNot() {
        Random random = new Random(1);
        double[] rising = new double[400];
        double[] level = new double[400];
        for (int i = 0; i < 400; i++) {
            double noise = 0.1 * random.nextGaussian();
            level[i] = 1 + noise;
            rising[i] = 1 + noise + (i > 300 ? (i - 300) / 100.0 : 0);
        }
        assertThat(TrainingIssues.isRising(series(rising))).isTrue();
        assertThat(TrainingIssues.isRising(series(level))).isFalse();
    }

    @Test
    void aCurveOfAHundredThousandEvaluationsIsJudged() {
        assertThat(kind(curve(100_000, 0.03, 0, 0.003, 7))).isEqualTo(Kind.OVERFITS);
    }
}
