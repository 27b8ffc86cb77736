package io.tunebook.kernels;

/// The normalisation of a hidden layer's weighted sums before its activation.
public sealed interface Normalisation {

    /// No normalisation.
    record None() implements Normalisation {}

    /// Batch normalisation (Ioffe and Szegedy 2015): each channel is shifted and scaled to mean 0
    /// and variance 1 over a batch, then multiplied by a learned scale and shifted by a learned
    /// offset; the layer has no biases of its own.
    ///
    /// The statistics have a batch size of their own (PB-55; *ghost* batches: Hoffer, Hubara and
    /// Soudry 2017): a minibatch is split into parts of `rows` rows, the last part includes the
    /// remaining rows, and each part is normalised separately. Evaluations use running means of the
    /// statistics.
    ///
    /// @param rows of a part: a multiple of 8, at least 8
    /// @param momentum the weight of the previous running mean in each step, at least 0 and below 1
    /// @param epsilon added to the variance
    record BatchNorm(int rows, double momentum, double epsilon) implements Normalisation {
        public BatchNorm {
            if (rows < 8 || rows % 8 != 0) {
                throw new IllegalArgumentException(
                        "the rows of a normalised batch must be a multiple of 8, not " + rows);
            }
            Check.belowOne("normalisation momentum", momentum);
            Check.epsilon(epsilon);
        }

        /// Parts of 32 rows, momentum 0.9, epsilon 1e-5.
        public static BatchNorm defaults() {
            return new BatchNorm(32, 0.9, 1e-5);
        }
    }
}
