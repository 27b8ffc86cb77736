package io.tunebook.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DivergenceTest {

    @Test
    void aNanLossIsDivergence() {
        assertThat(
                        Divergence.reason(
                                new StepMetrics(3, Double.NaN, 1, 0.1), Loss.CROSS_ENTROPY, 10, 0))
                .hasValue("The training loss is NaN at step 3.");
    }

    @Test
    void anInfiniteGradientIsDivergence() {
        assertThat(
                        Divergence.reason(
                                new StepMetrics(3, 1, Double.POSITIVE_INFINITY, 0.1),
                                Loss.CROSS_ENTROPY,
                                10,
                                0))
                .hasValue("The gradient norm is Infinity at step 3.");
    }

    @Test
    void aLossAboveTenTimesThatOfGuessingIsDivergence() {
        assertThat(Divergence.reason(new StepMetrics(7, 23.1, 1, 0.1), Loss.CROSS_ENTROPY, 10, 0))
                .hasValue(
                        "The training loss rose to 23.1 at step 7, above 23.0 (10 times the loss of guessing).");
        assertThat(Divergence.reason(new StepMetrics(7, 23.0, 1, 0.1), Loss.CROSS_ENTROPY, 10, 0))
                .isEmpty();
    }

    @Test
    void aMeanSquaredErrorAboveTenIsDivergence() {
        assertThat(
                        Divergence.reason(
                                new StepMetrics(7, 10.1, 1, 0.1), Loss.MEAN_SQUARED_ERROR, 10, 0))
                .hasValue(
                        "The training loss rose to 10.1 at step 7, above 10.0 (10 times the loss of an untrained network).");
    }

    @Test
    void aNetworkIsDeadAfterAHundredStepsWithoutAGradientUnlessItsLossIsLow() {
        StepMetrics stuck = new StepMetrics(400, 2.302, 0.01, 0.1);
        assertThat(Divergence.reason(stuck, Loss.CROSS_ENTROPY, 10, 99)).isEmpty();
        assertThat(Divergence.reason(stuck, Loss.CROSS_ENTROPY, 10, 100))
                .hasValue(
                        "The network is dead: up to step 400 the gradient of its first layer has been exactly 0 for 100 steps, at a loss of 2.30.");
        assertThat(
                        Divergence.reason(
                                new StepMetrics(400, 0.0, 0, 0.1), Loss.CROSS_ENTROPY, 10, 100))
                .isEmpty();
    }
}
