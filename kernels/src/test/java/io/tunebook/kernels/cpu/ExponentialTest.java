package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExponentialTest {

    @Test
    void theExponentialIsWithinTwoUnitsInTheLastPlace() {
        for (float x = -87; x <= 88; x += 0.00113f) {
            assertUnits("exp", x, Exponential.exp(x), StrictMath.exp(x), 2);
        }
    }

    @Test
    void theHyperbolicTangentIsWithinFourUnitsInTheLastPlace() {
        for (float x = -12; x <= 12; x += 0.000171f) {
            assertUnits("tanh", x, Exponential.tanh(x), StrictMath.tanh(x), 4);
        }
    }

    @Test
    void argumentsOutOfRangeGiveZeroOrInfinity() {
        assertThat(Exponential.exp(0)).isEqualTo(1f);
        assertThat(Exponential.exp(-1000)).isZero();
        assertThat(Exponential.exp(1000)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Exponential.exp(Float.NaN)).isNaN();
        assertThat(Exponential.tanh(Float.NaN)).isNaN();
        assertThat(Exponential.tanh(Float.NEGATIVE_INFINITY)).isEqualTo(-1f);
    }

    private static void assertUnits(String name, float x, float actual, double exact, int units) {
        double off = Math.abs(actual - exact) / Math.ulp((float) exact);
        assertThat(off)
                .as("%s(%s) is %s, exactly %s", name, x, actual, exact)
                .isLessThanOrEqualTo(units);
    }
}
