package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation.BatchNorm;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;

/// A second implementation of a network's loss, in double and without optimisation, as the
/// reference for gradients. Values are `[row][(y width + x) channels + channel]`.
final class ReferenceNetwork {

    private final Network network;
    private final Loss loss;
    private final ParameterLayout layout;
    private final Dropout dropout;

    ReferenceNetwork(Network network, Loss loss, Dropout dropout) {
        this.network = network;
        this.loss = loss;
        this.layout = new ParameterLayout(network);
        this.dropout = dropout;
    }

    /// The mean loss over all rows of the dataset.
    ///
    /// @param parameters in the layout of the kernels, as doubles
    double loss(double[] parameters, Dataset dataset, int step, double smoothing) {
        double[][] outputs = outputs(parameters, dataset, step);
        double total = 0;
        for (int row = 0; row < outputs.length; row++) {
            double[] z = outputs[row];
            double sum = 0;
            for (double logit : z) {
                sum += Math.exp(logit);
            }
            for (int c = 0; c < z.length; c++) {
                double target =
                        smoothing / z.length + (c == dataset.label(row) ? 1 - smoothing : 0);
                total +=
                        loss == Loss.CROSS_ENTROPY
                                ? -target * (z[c] - Math.log(sum))
                                : (z[c] - target) * (z[c] - target) / z.length;
            }
        }
        return total / outputs.length;
    }

    private double[][] outputs(double[] parameters, Dataset dataset, int step) {
        double[][] values = new double[dataset.rows()][dataset.inputs()];
        for (int row = 0; row < values.length; row++) {
            for (int i = 0; i < dataset.inputs(); i++) {
                values[row][i] = dataset.feature(row, i);
            }
        }
        Shape shape = ParameterLayout.inputOf(network);
        int b = 0;
        for (Layer layer : network.layers()) {
            Shape next = Network.after(layer, shape);
            if (layer instanceof Layer.Pooling pooling) {
                for (int row = 0; row < values.length; row++) {
                    values[row] = pool(pooling, values[row], shape, next);
                }
            } else {
                ParameterLayout.Block block = layout.blocks().get(b);
                for (int row = 0; row < values.length; row++) {
                    values[row] = affine(parameters, block, layer, values[row], shape, next);
                }
                if (network.normalisation() instanceof BatchNorm norm) {
                    normalise(norm, parameters, block, values, next.channels());
                }
                hide(values, next, step, b);
                b++;
            }
            shape = next;
        }
        Layer last = new Layer.Dense(network.classes());
        for (int row = 0; row < values.length; row++) {
            values[row] =
                    affine(
                            parameters,
                            layout.blocks().get(b),
                            last,
                            values[row],
                            shape,
                            Shape.flat(network.classes()));
        }
        return values;
    }

    private static double[] affine(
            double[] parameters,
            ParameterLayout.Block block,
            Layer layer,
            double[] x,
            Shape from,
            Shape to) {
        Matrix places = block.weightsIn(new float[block.end()]);
        boolean dense = layer instanceof Layer.Dense;
        int half = dense ? 0 : block.taps().height() / 2;
        double[] z = new double[to.size()];
        for (int i = 0; i < z.length; i++) {
            int unit = i % to.channels();
            int y = i / to.channels() / to.width();
            int column = i / to.channels() % to.width();
            z[i] = block.normalised() ? 0 : parameters[block.offsets() + unit];
            for (int ty = 0; ty < block.taps().height(); ty++) {
                for (int tx = 0; tx < block.taps().width(); tx++) {
                    int atY = y + ty - half;
                    int atX = column + tx - half;
                    boolean inside =
                            atY >= 0 && atY < from.height() && atX >= 0 && atX < from.width();
                    for (int c = 0; inside && c < from.channels(); c++) {
                        z[i] +=
                                x[(atY * from.width() + atX) * from.channels() + c]
                                        * parameters[places.at(block.row(ty, tx, c), unit)];
                    }
                }
            }
        }
        return z;
    }

    private static void normalise(
            BatchNorm norm,
            double[] parameters,
            ParameterLayout.Block block,
            double[][] values,
            int channels) {
        BatchParts parts = BatchParts.of(values.length, norm, 1);
        for (int part = 0; part < parts.count(); part++) {
            for (int channel = 0; channel < channels; channel++) {
                double sum = 0;
                double squares = 0;
                int n = 0;
                for (int row = parts.from(part); row < parts.to(part); row++) {
                    for (int i = channel; i < values[row].length; i += channels) {
                        sum += values[row][i];
                        squares += values[row][i] * values[row][i];
                        n++;
                    }
                }
                double mean = sum / n;
                double deviation = Math.sqrt(squares / n - mean * mean + norm.epsilon());
                for (int row = parts.from(part); row < parts.to(part); row++) {
                    for (int i = channel; i < values[row].length; i += channels) {
                        values[row][i] =
                                (values[row][i] - mean)
                                                / deviation
                                                * parameters[block.scales() + channel]
                                        + parameters[block.offsets() + channel];
                    }
                }
            }
        }
    }

    private static double[] pool(Layer.Pooling pooling, double[] x, Shape from, Shape to) {
        boolean largest = pooling.kind() == Layer.Pooling.Kind.MAX;
        int window = pooling.window();
        double[] pooled = new double[to.size()];
        for (int i = 0; i < pooled.length; i++) {
            int channel = i % to.channels();
            int y = i / to.channels() / to.width();
            int column = i / to.channels() % to.width();
            double best = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int place = 0; place < window * window; place++) {
                int atY = y * window + place / window;
                int atX = column * window + place % window;
                double value = x[(atY * from.width() + atX) * from.channels() + channel];
                best = Math.max(best, value);
                sum += value;
            }
            pooled[i] = largest ? best : sum / (window * window);
        }
        return pooled;
    }

    private void hide(double[][] values, Shape shape, int step, int layer) {
        int lanes = Matrix.padded(shape.channels());
        for (int row = 0; row < values.length; row++) {
            for (int i = 0; i < values[row].length; i++) {
                double z = values[row][i];
                double active =
                        switch (network.activation()) {
                            case RELU -> Math.max(0, z);
                            case TANH -> Math.tanh(z);
                            case GELU ->
                                    z
                                            / 2
                                            * (1
                                                    + Math.tanh(
                                                            Math.sqrt(2 / Math.PI)
                                                                    * (z + 0.044715 * z * z * z)));
                        };
                int unit = i / shape.channels() * lanes + i % shape.channels();
                double factor = dropout.active() ? dropout.factor(step, layer, row, unit) : 1;
                values[row][i] = active * factor;
            }
        }
    }
}
