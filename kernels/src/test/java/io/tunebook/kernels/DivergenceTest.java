package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DivergenceTest {

    @Test
    void aLossThatIsNotANumberIsDivergence() {
        assertThat(Divergence.reason(new StepMeasured(3, Double.NaN, 1, 0.1), 10))
                .hasValue("The training loss is NaN at step 3.");
    }

    @Test
    void anInfiniteGradientIsDivergence() {
        assertThat(Divergence.reason(new StepMeasured(3, 1, Double.POSITIVE_INFINITY, 0.1), 10))
                .hasValue("The gradient norm is Infinity at step 3.");
    }

    @Test
    void aLossAboveTenTimesThatOfGuessingIsDivergence() {
        assertThat(Divergence.reason(new StepMeasured(7, 23.1, 1, 0.1), 10))
                .hasValue(
                        "The training loss rose to 23.1 at step 7, above 23.0 (10 times the loss of guessing).");
        assertThat(Divergence.reason(new StepMeasured(7, 23.0, 1, 0.1), 10)).isEmpty();
    }
}
