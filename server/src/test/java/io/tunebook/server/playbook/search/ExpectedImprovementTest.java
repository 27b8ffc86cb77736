package io.tunebook.server.playbook.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectedImprovementTest {
    /// `log(φ(z) + z Φ(z))` computed to 60 digits with mpmath.
    @ParameterizedTest
    @CsvSource({
        "2, 0.69738354578822831",
        "0, -0.91893853320467274",
        "-0.5, -1.6205162643873199",
        "-1, -2.4851210257126413",
        "-3, -7.8696860596030285",
        "-10, -55.553122036122356",
        "-40, -808.29856835661996",
        "-1000, -500014.73445209116",
        "-100000, -5000000023.9447895"
    })
    void theLogarithmOfTheExpectedImprovementIsAccurateInTheTail(double z, double expected) {
        assertThat(ExpectedImprovement.logH(z))
                .isCloseTo(expected, within(Math.abs(expected) * 1e-9));
    }

    @Test
    void itIsMonotonicWithoutJumps() {
        double before = ExpectedImprovement.logH(-2e4);
        for (double z = -2e4 + 1; z < 10; z += z < -50 ? 1 : 0.001) {
            double now = ExpectedImprovement.logH(z);
            assertThat(now).as("at %s", z).isGreaterThan(before);
            before = now;
        }
    }

    @Test
    void theScaledErrorFunctionIsFiniteWhereTheErrorFunctionUnderflows() {
        assertThat(ExpectedImprovement.scaledErfc(9.999999))
                .isCloseTo(ExpectedImprovement.scaledErfc(10.000001), within(1e-7));
        assertThat(ExpectedImprovement.logNormal(-4.999999))
                .isCloseTo(ExpectedImprovement.logNormal(-5.000001), within(1e-4));
        assertThat(ExpectedImprovement.logNormal(0)).isCloseTo(Math.log(0.5), within(1e-12));
    }
}
