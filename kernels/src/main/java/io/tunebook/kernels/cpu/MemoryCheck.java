package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Network;
import io.tunebook.kernels.PlanCompatibility;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;

/// Why a plan cannot be carried out on a split, told before anything is made for it.
final class MemoryCheck {

    private MemoryCheck() {}

    /// @param availableBytes state that the training may take
    static Optional<String> problem(TrainingPlan plan, Split split, long availableBytes) {
        Optional<String> mismatch = PlanCompatibility.problem(plan, split);
        if (mismatch.isPresent()) {
            return mismatch;
        }
        long bytes = 4 * floats(plan, split);
        if (bytes > availableBytes || largest(plan.network(), plan) > Integer.MAX_VALUE - 8) {
            return Optional.of(
                    "The training needs "
                            + (bytes >> 20)
                            + " MiB of state and "
                            + (availableBytes >> 20)
                            + " MiB are there.");
        }
        return Optional.empty();
    }

    /// Parameters, gradient, the optimizer's state, checkpoints (one more while one is made, and
    /// one when the training is stopped), weights transposed over for training and evaluation, and
    /// the buffers of both.
    private static long floats(TrainingPlan plan, Split split) {
        Network network = plan.network();
        long parameters = ParameterLayout.floats(network);
        long copies =
                (1L + UpdateRule.stateArraysOf(plan.optimizer())) * (plan.evaluation().keep() + 3L);
        int rows = Math.max(split.training().rows(), split.validation().rows());
        int evaluated = Math.min(plan.evaluation().batchSize(), rows);
        double dropout = plan.regularisation().dropout();
        return parameters * (copies + 1)
                + parameters
                + Buffers.floats(network, plan.batchSize(), true, dropout)
                + Buffers.floats(network, evaluated, false, 0);
    }

    /// No array can be longer than an array can be.
    private static long largest(Network network, TrainingPlan plan) {
        return Math.max(
                ParameterLayout.floats(network),
                Buffers.floats(network, plan.evaluation().batchSize(), false, 0));
    }
}
