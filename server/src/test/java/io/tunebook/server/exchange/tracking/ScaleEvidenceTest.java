package io.tunebook.server.exchange.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.exchange.tracking.ScaleEvidence.Scale;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleEvidenceTest {
    private static final int TRIALS = 400;

    /// The share of simulated searches for which this scale is inferred.
    private static double share(
            Scale scale, String name, int n, boolean integers, ToDoubleFunction<Random> draw) {
        Random random = new Random(1);
        int found = 0;
        for (int i = 0; i < TRIALS; i++) {
            double[] values =
                    DoubleStream.generate(() -> draw.applyAsDouble(random)).limit(n).toArray();
            found += inferred(name, integers, values).scale() == scale ? 1 : 0;
        }
        return (double) found / TRIALS;
    }

    private static ScaleEvidence inferred(String name, boolean integers, double... values) {
        double[] sorted = Arrays.stream(values).sorted().toArray();
        return integers ? ScaleEvidence.ofIntegers(name, sorted) : ScaleEvidence.of(name, sorted);
    }

    @ParameterizedTest
    @CsvSource({"20, 0.001, 0.3", "20, 0, 0.3", "20, 1e-4, 0.5", "50, 0, 1", "200, 0, 10"})
    void uniformDrawsAreLinear(int n, double low, double high) {
        assertThat(share(Scale.LINEAR, "x", n, false, r -> low + (high - low) * r.nextDouble()))
                .isGreaterThanOrEqualTo(0.95);
    }

    @ParameterizedTest
    @CsvSource({"20, -4, -2", "12, -5, -1", "20, -5, 0", "100, -3, -2", "8, -6, -1"})
    void logUniformDrawsAreLogarithmic(int n, double low, double high) {
        assertThat(
                        share(
                                Scale.LOG,
                                "x",
                                n,
                                false,
                                r -> Math.pow(10, low + (high - low) * r.nextDouble())))
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void oneDecadeIsLogarithmicForALearningRateUnlessTheEvidenceIsAgainstIt() {
        assertThat(share(Scale.LOG, "lr", 20, false, r -> Math.pow(10, -3 + r.nextDouble())))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(share(Scale.LINEAR, "lr", 60, false, r -> 0.01 + 0.09 * r.nextDouble()))
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void twentyIntegersOverAFactorOfThirtyAreNoStepsOfThirtyTwo() {
        assertThat(
                        share(
                                Scale.LOG,
                                "units",
                                20,
                                true,
                                r -> (int) (16 * Math.pow(32, r.nextDouble()))))
                .isGreaterThanOrEqualTo(0.93);
        assertThat(share(Scale.LINEAR, "units", 20, true, r -> 32 * (1 + r.nextInt(16))))
                .isGreaterThanOrEqualTo(0.98);
        assertThat(inferred("units", true, 32, 96, 128, 224, 320, 352, 448, 512).why())
                .isEqualTo("multiples of 32");
    }

    @Test
    void drawsOverAFactorOfTenAreLogarithmicWhenTheEvidenceIsClear() {
        assertThat(share(Scale.LOG, "x", 60, false, r -> Math.pow(10, -3 + r.nextDouble())))
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void distancesToOneAreReverseLogarithmic() {
        assertThat(
                        share(
                                Scale.REVERSE_LOG,
                                "momentum",
                                20,
                                false,
                                r -> 1 - Math.pow(10, -3 + 2.5 * r.nextDouble())))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(share(Scale.LINEAR, "momentum", 30, false, r -> 0.5 + 0.49 * r.nextDouble()))
                .isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void integersAreJudgedByTheirCells() {
        assertThat(share(Scale.LINEAR, "n", 30, true, r -> 1 + r.nextInt(100)))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(share(Scale.LOG, "n", 30, true, r -> Math.rint(Math.pow(2, r.nextDouble() * 9))))
                .isGreaterThanOrEqualTo(0.95);
        assertThat(share(Scale.LINEAR, "layers", 40, true, r -> 1 + r.nextInt(4)))
                .isGreaterThanOrEqualTo(0.99);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x|0.1 0.2 0.3 0.4 0.5|LINEAR|in equal steps",
                "x|0.001 0.01 0.1|LOG|with a constant factor",
                "x|1e-5 3.16e-5 1e-4 3.16e-4|LOG|with a constant factor",
                "x|0 0.001 0.5|LINEAR|with zero",
                "x|-1 0.001 0.5|LINEAR|some are negative",
                "x|0.001 0.2|LOG|too few values to compare scales, but they span a factor of 200",
                "x|0.1 0.4|LINEAR|too few values to compare scales, so a linear scale",
                "lr|0.001 0.003 0.02|LOG|too few values",
                "learning_rate|0.001 0.02|LOG|too few values",
                "dropout|0.001 0.3|LINEAR|too few values",
                "momentum|0.9 0.95 0.99|REVERSE_LOG|close to one",
                "x|1e-4 1.2e-4 2e-4 4e-4 9e-4 1e-3 3e-3 1e-2 5e-2 1e-1|LOG|times as likely"
            })
    void gridsAndFewValuesHaveAReason(String name, String values, Scale scale, String why) {
        ScaleEvidence found =
                inferred(
                        name,
                        false,
                        Arrays.stream(values.split(" "))
                                .mapToDouble(Double::parseDouble)
                                .toArray());
        assertThat(found.scale()).as(found.why()).isEqualTo(scale);
        assertThat(found.why()).contains(why);
    }
}
