package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Network;
import io.tunebook.kernels.PlanCompatibility;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import java.util.Optional;

/// Checks before any allocation whether a plan can be trained on a split.
final class MemoryCheck {

    private MemoryCheck() {}

    /// The reason why it cannot, in one sentence, or empty.
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
                            + " MiB of memory, and "
                            + (availableBytes >> 20)
                            + " MiB are available: use a smaller network or batch, or increase -Xmx.");
        }
        return Optional.empty();
    }

    /// Counts parameters, gradient, the optimizer's state, checkpoints (one more during the
    /// creation of one, and one for a stopped training), the transposed weights for training and
    /// evaluation, and the buffers of both.
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

    /// The length of the longest array, which must not exceed the maximum of the JVM.
    private static long largest(Network network, TrainingPlan plan) {
        return Math.max(
                ParameterLayout.floats(network),
                Buffers.floats(network, plan.evaluation().batchSize(), false, 0));
    }
}
