package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.Schedule;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.List;
import java.util.OptionalDouble;

/// Plans for tests, one change at a time from a sound one.
final class Plans {

    private Plans() {}

    static TrainingPlan of(Split split, Optimizer optimizer, int steps, Integer... hidden) {
        Network network =
                new Network(
                        split.training().inputs(),
                        List.of(hidden),
                        Activation.RELU,
                        split.training().classes().size());
        return new TrainingPlan(
                network,
                optimizer,
                new Schedule.CosineDecay(0, 0),
                Regularisation.NONE,
                64,
                steps,
                100,
                1,
                OptionalDouble.empty());
    }

    static TrainingPlan with(TrainingPlan plan, Regularisation regularisation) {
        return new TrainingPlan(
                plan.network(),
                plan.optimizer(),
                plan.schedule(),
                regularisation,
                plan.batchSize(),
                plan.steps(),
                plan.evaluateEvery(),
                plan.seed(),
                plan.clipNorm());
    }

    static TrainingPlan clipped(TrainingPlan plan, double norm) {
        return new TrainingPlan(
                plan.network(),
                plan.optimizer(),
                plan.schedule(),
                plan.regularisation(),
                plan.batchSize(),
                plan.steps(),
                plan.evaluateEvery(),
                plan.seed(),
                OptionalDouble.of(norm));
    }

    static TrainingPlan seeded(TrainingPlan plan, long seed) {
        return new TrainingPlan(
                plan.network(),
                plan.optimizer(),
                plan.schedule(),
                plan.regularisation(),
                plan.batchSize(),
                plan.steps(),
                plan.evaluateEvery(),
                seed,
                plan.clipNorm());
    }
}
