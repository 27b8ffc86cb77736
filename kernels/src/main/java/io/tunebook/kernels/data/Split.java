package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.util.Arrays;

/// A training set and a validation set with the same inputs and classes.
public record Split(Dataset training, Dataset validation) {

    private static final int SAMPLE = 1_000;

    public Split {
        if (!training.shape().equals(validation.shape())
                || !training.classes().equals(validation.classes())) {
            throw new IllegalArgumentException(
                    "training and validation must have the same inputs and classes");
        }
    }

    /// The rows of the training set that evaluations use (PB-28): up to 1,000, the same for every
    /// training, whatever its seed.
    public int[] sample() {
        int rows = training.rows();
        return Arrays.copyOf(SeededRandom.of(0, 0).permutation(rows), Math.min(rows, SAMPLE));
    }
}
