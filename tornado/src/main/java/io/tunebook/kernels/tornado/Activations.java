package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Activation;
import uk.ac.manchester.tornado.api.math.TornadoMath;

/// The activation functions and their derivatives at one unit, for the kernels, which cannot read
/// an enum.
final class Activations {

    static final int NONE = 0;
    static final int RELU = 1;
    static final int TANH = 2;
    static final int GELU = 3;

    private Activations() {}

    static int of(Activation activation) {
        return switch (activation) {
            case RELU -> RELU;
            case TANH -> TANH;
            case GELU -> GELU;
        };
    }

    static float value(float z, int activation) {
        float value = z;
        if (activation == RELU) {
            value = Math.max(0f, z);
        }
        if (activation == TANH) {
            value = TornadoMath.tanh(z);
        }
        if (activation == GELU) {
            float t = TornadoMath.tanh(0.7978846f * (z + 0.044715f * z * z * z));
            value = 0.5f * z * (1f + t);
        }
        return value;
    }

    /// The derivative of [#value].
    static float slope(float z, int activation) {
        float slope = 1f;
        if (activation == RELU) {
            if (!(z > 0f)) {
                slope = 0f;
            }
        }
        if (activation == TANH) {
            float t = TornadoMath.tanh(z);
            slope = 1f - t * t;
        }
        if (activation == GELU) {
            float t = TornadoMath.tanh(0.7978846f * (z + 0.044715f * z * z * z));
            float steepness = 0.7978846f * (1f + 3f * 0.044715f * z * z);
            slope = 0.5f * (1f + t) + 0.5f * z * (1f - t * t) * steepness;
        }
        return slope;
    }
}
