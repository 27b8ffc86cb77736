package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Schedule;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.List;

/// Training plans for tests: multi-layer perceptrons with a cosine schedule, batches of 64, an
/// evaluation every 100 steps.
final class TestPlans {

    private TestPlans() {}

    static TrainingPlan of(Split split, Optimizer optimizer, int steps, Integer... hidden) {
        return of(
                Network.perceptron(
                        split.training().inputs(),
                        List.of(hidden),
                        Activation.RELU,
                        split.training().classes().size()),
                optimizer,
                steps);
    }

    static TrainingPlan of(Network network, Optimizer optimizer, int steps) {
        return TrainingPlan.of(network, optimizer, 64, steps)
                .with(new Schedule.CosineDecay(0, 0))
                .with(new TrainingPlan.EvaluationSettings(100, 256, 0));
    }
}
