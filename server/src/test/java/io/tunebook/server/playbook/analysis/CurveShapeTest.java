package io.tunebook.server.playbook.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.playbook.analysis.CurveRates.Loss;
import io.tunebook.server.playbook.analysis.CurveRates.Validation;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Error rates on generated curves with known answers, with fixed seeds.
class CurveShapeTest {
    private static final int CURVES = 400;

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.015, 24", "0.003, 100", "0.015, 100"})
    void aCurveThatLevelsOutHasFewFalsePositives(double noise, int points) {
        Validation level = new Validation(points, noise, 0, 0, 12);
        assertThat(level.rate(Kind.OVERFITS, CURVES, 1))
                .as("false positives, overfitting (PB-29)")
                .isLessThan(0.05);
        assertThat(level.rate(Kind.IMPROVING, CURVES, 2))
                .as("false positives, improving (PB-33)")
                .isLessThan(0.05);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.003, 100", "0.005, 100"})
    void aRiseOfTenTimesTheNoiseIsFound(double noise, int points) {
        assertThat(
                        1
                                - new Validation(points, noise, 10 * noise, 0, 12)
                                        .rate(Kind.OVERFITS, CURVES, 3))
                .as("false negatives")
                .isLessThan(0.10);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24", "0.003, 24", "0.003, 100"})
    void aCurveThatStillFallsIsFound(double noise, int points) {
        Validation falls = new Validation(points, noise, 0, 60 * noise, 12);
        assertThat(1 - falls.rate(Kind.IMPROVING, CURVES, 4))
                .as("false negatives")
                .isLessThan(0.15);
        assertThat(falls.rate(Kind.FLAT, CURVES, 5)).as("false positives, flat").isZero();
    }

    @ParameterizedTest
    @CsvSource({"0.001, 24, 0.10", "0.015, 24, 0.10", "0.001, 100, 0.03", "0.015, 100, 0.03"})
    void aCurveThatLevelsOutEarlyIsFlat(double noise, int points, double missed) {
        assertThat(1 - new Validation(points, noise, 0, 0, 60).rate(Kind.FLAT, CURVES, 5))
                .as("false negatives, flat (PB-34)")
                .isLessThan(missed);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.5", "0.3, 0.5", "0.3, 1"})
    void aRisingTrainingLossIsDistinguishedFromSpikes(double noise, double rise) {
        assertThat(new Loss(noise, 0).rate(CURVES, 6))
                .as("false positives, rising (PB-35)")
                .isLessThan(0.02);
        assertThat(1 - new Loss(noise, rise).rate(CURVES, 7))
                .as("false negatives")
                .isLessThan(0.10);
    }

    @ParameterizedTest
    @CsvSource({"24, 0.06, 0.10", "100, 0.01, 0.01"})
    void noiseAboveHalfOfAGapIsDistinguishedFromAQuarter(
            int points, double mistaken, double missed) {
        assertThat(CurveRates.loud(points, 0.25, CURVES, 9))
                .as("false positives, noisy (PB-32)")
                .isLessThan(mistaken);
        assertThat(1 - CurveRates.loud(points, 1, CURVES, 10))
                .as("false negatives")
                .isLessThan(missed);
    }
}
