package io.tunebook.kernels;

/// What happens to the weighted sums of a hidden layer before its activation.
public sealed interface Normalisation {

    /// Nothing.
    record None() implements Normalisation {}

    /// Batch normalisation (Ioffe and Szegedy 2015): each channel is brought to mean 0 and variance
    /// 1 over a batch, then to a learned scale and offset; the layer's own biases are left out.
    ///
    /// The statistics are those of a batch of their own (PB-55; *ghost* batches: Hoffer, Hubara and
    /// Soudry 2017): a minibatch is cut into parts of `rows` rows, the last part taking what is
    /// left over, and each part is normalised by itself. Evaluations use running means of the
    /// statistics.
    ///
    /// @param rows of a part: a multiple of 8, at least 8
    /// @param momentum what a running mean keeps of itself in each step, at least 0 and below 1
    /// @param epsilon added to the variance
    record BatchNorm(int rows, double momentum, double epsilon) implements Normalisation {
        public BatchNorm {
            if (rows < 8 || rows % 8 != 0) {
                throw new IllegalArgumentException(
                        "rows of a normalised batch must be a multiple of 8, not " + rows);
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
