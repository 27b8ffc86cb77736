package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import java.util.Objects;
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
    public boolean isByImage() {
        return signal.values().shape.isImage();
    }

    @Override
    public void forward(int part, int from, int to) {
        Volume z = signal.values();
        if (slopes == null && activation == Activation.RELU) {
            eachRun(z, from, to, (first, end) -> products.relu(z.data, first, end));
            return;
        }
        eachLine(z, from, to, (first, end) -> activate(z.data, first, end));
        for (int row = from; slopes != null && dropout.active() && row < to; row++) {
            drop(z, row);
        }
    }

    @Override
    public void backward(int part, int from, int to) {
        Volume delta = signal.gradient();
        float[] values = signal.values().data;
        if (slopes == null) {
            eachRun(
                    delta,
                    from,
                    to,
                    (first, end) -> products.reluGradient(values, delta.data, first, end));
        } else {
            eachLine(delta, from, to, (first, end) -> scale(slopes.data, delta.data, first, end));
        }
    }

    private interface Range {
        void accept(int from, int to);
    }

    /// Calls `range` for each run of adjacent floats; borders of images are zeros that stay so.
    private static void eachRun(Volume volume, int from, int to, Range range) {
        for (int run = 0; run < volume.runs(); run++) {
            int at = volume.run(run, from);
            range.accept(at, at + (to - from) * volume.row);
        }
    }

    /// As [#eachRun], without the borders of images.
    private static void eachLine(Volume volume, int from, int to, Range range) {
        if (!volume.shape.isImage()) {
            eachRun(volume, from, to, range);
            return;
        }
        int length = volume.shape.width() * volume.pixel;
        for (int row = from; row < to; row++) {
            for (int p = 0; p < volume.panels; p++) {
                for (int y = 0; y < volume.shape.height(); y++) {
                    int at = volume.at(row, y, 0) + p * volume.panel;
                    range.accept(at, at + length);
                }
            }
        }
    }

    /// Units are numbered by line, pixel and channel.
    private void drop(Volume z, int row) {
        int unit = 0;
        for (int y = 0; y < z.shape.height(); y++) {
            for (int x = 0; x < z.shape.width(); x++) {
                for (int p = 0; p < z.panels; p++) {
                    int at = z.at(row, y, x) + p * z.panel;
                    dropout.apply(
                            z.data,
                            Objects.requireNonNull(slopes).data,
                            at,
                            z.pixel,
                            step,
                            layer,
                            row,
                            unit);
                    unit += z.pixel;
                }
            }
        }
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
