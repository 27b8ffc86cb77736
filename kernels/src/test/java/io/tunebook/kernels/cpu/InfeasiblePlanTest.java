package io.tunebook.kernels.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Spirals;
import io.tunebook.kernels.data.Split;
import java.util.List;
import org.junit.jupiter.api.Test;

class InfeasiblePlanTest {

    private final Split spirals = Spirals.generate(100, 3, 0.15, 1).split(20, 1);

    @Test
    void aNetworkWithAnotherNumberOfInputsIsInfeasible() {
        assertInfeasible(
                Network.perceptron(3, List.of(), Activation.RELU, 3),
                8,
                "The network has 3 inputs and the dataset 2.");
    }

    @Test
    void aNetworkWithAnotherNumberOfClassesIsInfeasible() {
        assertInfeasible(
                Network.perceptron(2, List.of(), Activation.RELU, 4),
                8,
                "The network has 4 classes and the dataset 3.");
    }

    @Test
    void aBatchLargerThanTheTrainingSetIsInfeasible() {
        assertInfeasible(
                Network.perceptron(2, List.of(), Activation.RELU, 3),
                81,
                "A batch of 81 is larger than the training set of 80 rows.");
    }

    @Test
    void aNetworkLargerThanTheMemoryIsInfeasibleBeforeItIsAllocated() {
        Network huge = Network.perceptron(2, List.of(65_536, 65_536, 65_536), Activation.TANH, 3);
        assertInfeasible(huge, 8, "MiB of memory");
    }

    private void assertInfeasible(Network network, int batch, String reason) {
        TrainingPlan plan = TrainingPlan.of(network, new Optimizer.Sgd(0.1), batch, 1);
        Outcome outcome = new CpuBackend().trainer().train(plan, spirals, StepListener.none());
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Infeasible.class,
                        infeasible -> assertThat(infeasible.reason()).contains(reason));
    }
}
