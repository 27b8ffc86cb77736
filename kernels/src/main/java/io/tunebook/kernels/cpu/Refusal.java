package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Network;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import java.util.Optional;

/// Why a plan cannot be carried out on a split, told before anything is made for it.
final class Refusal {

    private Refusal() {}

    /// @param availableBytes memory that the training may take
    static Optional<String> reason(TrainingPlan plan, Split split, long availableBytes) {
        Network network = plan.network();
        Dataset training = split.training();
        if (network.inputs() != training.inputs()) {
            return Optional.of(
                    "The network has "
                            + network.inputs()
                            + " inputs and the dataset "
                            + training.inputs()
                            + ".");
        }
        if (network.classes() != training.classes().size()) {
            return Optional.of(
                    "The network has "
                            + network.classes()
                            + " classes and the dataset "
                            + training.classes().size()
                            + ".");
        }
        if (plan.batchSize() > training.rows()) {
            return Optional.of(
                    "A batch of "
                            + plan.batchSize()
                            + " is larger than the training set of "
                            + training.rows()
                            + " rows.");
        }
        long parameters = ParameterLayout.floats(network);
        long bytes = 4 * floats(plan, parameters);
        if (parameters > Integer.MAX_VALUE - 8 || bytes > availableBytes) {
            return Optional.of(
                    "The training needs "
                            + (bytes >> 20)
                            + " MiB of memory and "
                            + (availableBytes >> 20)
                            + " MiB are there.");
        }
        return Optional.empty();
    }

    private static long floats(TrainingPlan plan, long parameters) {
        Network network = plan.network();
        boolean dropping = plan.regularisation().dropout() > 0;
        return parameters * (1 + UpdateRule.statesOf(plan.optimizer()))
                + Gradient.floats(network, plan.batchSize())
                + Pass.floats(network, plan.batchSize(), dropping)
                + Pass.floats(network, Evaluator.BATCH, false);
    }
}
