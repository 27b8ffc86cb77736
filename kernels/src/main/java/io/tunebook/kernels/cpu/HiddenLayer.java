package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;

/// The activation of a hidden layer and its derivative, over whole matrices in place.
final class HiddenLayer {

    private HiddenLayer() {}

    /// `z = activation(z)` for the first `rows` rows.
    static void activate(Activation activation, Matrix z, int rows) {
        for (int panel = 0; panel < z.panels(); panel++) {
            int from = z.panelAt(panel);
            int to = from + rows * Matrix.PANEL;
            switch (activation) {
                case RELU -> rectify(z.data, from, to);
                case TANH -> tanh(z.data, from, to);
            }
        }
    }

    /// `delta = delta * activation'(z)`, the derivative told by the activation's output.
    static void differentiate(Activation activation, Matrix output, Matrix delta, int rows) {
        for (int panel = 0; panel < delta.panels(); panel++) {
            int from = delta.panelAt(panel);
            int to = from + rows * Matrix.PANEL;
            switch (activation) {
                case RELU -> derivativeOfRectifier(output.data, delta.data, from, to);
                case TANH -> derivativeOfTanh(output.data, delta.data, from, to);
            }
        }
    }

    /// `target = source * factors` for the first `rows` rows.
    static void multiply(Matrix source, Matrix factors, Matrix target, int rows) {
        for (int panel = 0; panel < source.panels(); panel++) {
            int from = source.panelAt(panel);
            int to = from + rows * Matrix.PANEL;
            for (int i = from; i < to; i++) {
                target.data[i] = source.data[i] * factors.data[i];
            }
        }
    }

    private static void rectify(float[] z, int from, int to) {
        for (int i = from; i < to; i++) {
            z[i] = Math.max(0f, z[i]);
        }
    }

    private static void tanh(float[] z, int from, int to) {
        for (int i = from; i < to; i++) {
            z[i] = Exponential.tanh(z[i]);
        }
    }

    private static void derivativeOfRectifier(float[] output, float[] delta, int from, int to) {
        for (int i = from; i < to; i++) {
            delta[i] = output[i] > 0 ? delta[i] : 0f;
        }
    }

    private static void derivativeOfTanh(float[] output, float[] delta, int from, int to) {
        for (int i = from; i < to; i++) {
            delta[i] = delta[i] * (1 - output[i] * output[i]);
        }
    }
}
