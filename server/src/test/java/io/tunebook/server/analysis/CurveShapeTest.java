package io.tunebook.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Objective;
import io.tunebook.server.analysis.CurveShape.Kind;
import io.tunebook.server.book.Curves;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Generated curves with known answers: how often the reading is right.
class CurveShapeTest {
    private static final int CURVES = 400;
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    private static Kind read(Random random, double noise, double climb, double slope, int points) {
        float[] steps = new float[points];
        float[] values = new float[points];
        for (int i = 0; i < points; i++) {
            double t = (double) i / points;
            steps[i] = 10 * (i + 1);
            values[i] =
                    (float)
                            (0.04
                                    + 0.3 * Math.exp(-12 * t)
                                    + climb * Math.max(0, t - 0.5) * 2
                                    - slope * t
                                    + noise * random.nextGaussian());
        }
        return CurveShape.of(ERROR, new Curves.Series("validation/error", steps, values)).verdict();
    }

    private static double rate(
            Kind kind, double noise, double climb, double slope, int points, long seed) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < CURVES; i++) {
            hits += read(random, noise, climb, slope, points) == kind ? 1 : 0;
        }
        return (double) hits / CURVES;
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.015, 24", "0.003, 100", "0.015, 100"})
    void aCurveThatLevelsOutIsSeldomMistaken(double noise, int points) {
        assertThat(rate(Kind.OVERFITS, noise, 0, 0, points, 1))
                .as("false positives, overfitting")
                .isLessThan(0.05);
        assertThat(rate(Kind.IMPROVING, noise, 0, 0, points, 2))
                .as("false positives, improving")
                .isLessThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.003, 100", "0.005, 100"})
    void aRiseOfTenTimesTheNoiseIsFound(double noise, int points) {
        assertThat(1 - rate(Kind.OVERFITS, noise, 10 * noise, 0, points, 3))
                .as("false negatives")
                .isLessThan(0.10);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.003, 100"})
    void aFallThatGoesOnIsFound(double noise, int points) {
        assertThat(1 - rate(Kind.IMPROVING, noise, 0, 60 * noise, points, 4))
                .as("false negatives")
                .isLessThan(0.15);
    }
}
