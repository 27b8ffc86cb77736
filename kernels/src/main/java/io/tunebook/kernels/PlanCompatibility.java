package io.tunebook.kernels;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Split;
import java.util.Optional;

/// Checks, for every backend, whether a plan can be trained on a split.
public final class PlanCompatibility {

    private PlanCompatibility() {}

    /// The reason why it cannot, in one sentence, or empty.
    public static Optional<String> problem(TrainingPlan plan, Split split) {
        Network network = plan.network();
        Dataset training = split.training();
        if (network.input().size() != training.inputs()) {
            return Optional.of(
                    "The network has "
                            + network.input().size()
                            + " inputs and the dataset "
                            + training.inputs()
                            + ".");
        }
        if (network.readsImages() && !network.input().equals(training.shape())) {
            return Optional.of(
                    "The network reads images of "
                            + network.input()
                            + " and the dataset's rows are "
                            + training.shape()
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
        return Optional.empty();
    }
}
