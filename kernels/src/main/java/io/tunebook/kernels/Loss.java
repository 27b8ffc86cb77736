package io.tunebook.kernels;

/// The loss that a training minimizes: the mean over the rows of a minibatch.
///
/// The target of a row is 1 on its label's class and 0 on the others, after label smoothing if any.
public enum Loss {
    /// Cross-entropy of the softmax of the logits, in nats.
    CROSS_ENTROPY,
    /// The mean over the classes of the squared difference between logit and target; no softmax.
    MEAN_SQUARED_ERROR;

    /// The loss of an untrained network, the reference of [Divergence]: `ln(classes)`, the loss of
    /// guessing, for cross-entropy; 1 for the mean squared error, the error of outputs with unit
    /// variance.
    public double ofUntrainedNetwork(int classes) {
        return switch (this) {
            case CROSS_ENTROPY -> StrictMath.log(classes);
            case MEAN_SQUARED_ERROR -> 1;
        };
    }
}
