package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import org.jspecify.annotations.Nullable;

/// An activation function and the dropout after it, computed in place.
///
/// For every activation but ReLU without dropout, the forward pass stores the derivative times the
/// dropout factor for the backward pass.
final class ActivationStage implements Stage {

    private final Activation activation;
    private final Products products;
    private final Dropout dropout;
    private final int layer;
    private final ValuesAndGradient signal;
    private final @Nullable Volume slopes;
    private final int lines;
    private final int length;
    private int step;

    /// @param slopes of the signal's shape, or null if [#needsSlopes] is false
    /// @param layer the index of the hidden layer, for the dropout's hash
    ActivationStage(
            Activation activation,
            Products products,
            Dropout dropout,
            int layer,
            ValuesAndGradient signal,
            @Nullable Volume slopes) {
        this.activation = activation;
        this.products = products;
        this.dropout = dropout;
        this.layer = layer;
        this.signal = signal;
        this.slopes = slopes;
        this.lines = signal.values().shape.height();
        this.length = signal.values().shape.width() * signal.values().pixel;
    }

    /// Whether the backward pass needs stored derivatives.
    static boolean needsSlopes(Activation activation, double dropout) {
        return activation != Activation.RELU || dropout > 0;
    }

    /// Sets the step, which determines the dropped units.
    void begin(int step) {
        this.step = step;
    }

    @Override
    public void forward(int part, int from, int to) {
        Volume z = signal.values();
        if (slopes == null && activation == Activation.RELU) {
            products.relu(z.data, z.at(from, 0, 0), end(z, to));
            return;
        }
        for (int row = from; row < to; row++) {
            for (int y = 0; y < lines; y++) {
                int at = z.at(row, y, 0);
                activate(z.data, at, at + length);
                if (slopes != null && dropout.active()) {
                    dropout.apply(z.data, slopes.data, at, length, step, layer, row, y * length);
                }
            }
        }
    }

    @Override
    public void backward(int part, int from, int to) {
        Volume delta = signal.gradient();
        if (slopes == null) {
            int first = delta.at(from, 0, 0);
            products.reluGradient(signal.values().data, delta.data, first, end(delta, to));
            return;
        }
        for (int row = from; row < to; row++) {
            for (int y = 0; y < lines; y++) {
                int at = delta.at(row, y, 0);
                scale(slopes.data, delta.data, at, at + length);
            }
        }
    }

    /// The end of rows before `to`, whose borders between their lines are zeros that stay so.
    private int end(Volume volume, int to) {
        return volume.at(to - 1, lines - 1, 0) + length;
    }

    private void activate(float[] z, int from, int to) {
        switch (activation) {
            case RELU -> {
                if (slopes != null) {
                    for (int i = from; i < to; i++) {
                        slopes.data[i] = z[i] > 0 ? 1f : 0f;
                    }
                }
                products.relu(z, from, to);
            }
            case TANH -> {
                for (int i = from; i < to; i++) {
                    z[i] = Exponential.tanh(z[i]);
                }
                if (slopes != null) {
                    for (int i = from; i < to; i++) {
                        slopes.data[i] = 1 - z[i] * z[i];
                    }
                }
            }
            case GELU -> {
                if (slopes != null) {
                    for (int i = from; i < to; i++) {
                        slopes.data[i] = Exponential.geluDerivative(z[i]);
                    }
                }
                for (int i = from; i < to; i++) {
                    z[i] = Exponential.gelu(z[i]);
                }
            }
        }
    }

    private static void scale(float[] slopes, float[] delta, int from, int to) {
        for (int i = from; i < to; i++) {
            delta[i] *= slopes[i];
        }
    }
}
