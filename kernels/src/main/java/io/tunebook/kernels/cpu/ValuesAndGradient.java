package io.tunebook.kernels.cpu;

import org.jspecify.annotations.Nullable;

/// The data between two stages: the values of the forward pass and, where the backward pass needs
/// it, the gradient of the loss with respect to them.
record ValuesAndGradient(Volume values, @Nullable Volume gradientOrNull) {

    Volume gradient() {
        if (gradientOrNull == null) {
            throw new IllegalStateException(
                    "these values have no gradient: the stage is for evaluations, or its input is the network's");
        }
        return gradientOrNull;
    }
}
