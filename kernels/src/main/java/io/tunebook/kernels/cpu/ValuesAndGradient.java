package io.tunebook.kernels.cpu;

import org.jspecify.annotations.Nullable;

/// What passes between two stages: values on the way forward, and on the way back the gradient of
/// the loss by them, where somebody needs it.
record ValuesAndGradient(Volume values, @Nullable Volume gradientOrNull) {

    Volume gradient() {
        if (gradientOrNull == null) {
            throw new IllegalStateException("nobody goes back through these values");
        }
        return gradientOrNull;
    }
}
