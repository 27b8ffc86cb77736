package io.tunebook.kernels.data;

/// One dataset to train on and one to validate on, of the same inputs and classes.
public record Split(Dataset training, Dataset validation) {

    public Split {
        if (!training.shape().equals(validation.shape())
                || !training.classes().equals(validation.classes())) {
            throw new IllegalArgumentException(
                    "training and validation must have the same inputs and classes");
        }
    }
}
