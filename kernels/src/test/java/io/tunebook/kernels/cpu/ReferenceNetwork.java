package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.data.Dataset;

/// The loss of a network written down a second time, in double and in the plainest way: what
/// gradients are compared with.
final class ReferenceNetwork {

    private final Network network;
    private final ParameterLayout layout;
    private final Dropout dropout;

    ReferenceNetwork(Network network, ParameterLayout layout, Dropout dropout) {
        this.network = network;
        this.layout = layout;
        this.dropout = dropout;
    }

    /// The mean loss over all rows of the dataset.
    ///
    /// @param parameters in the layout of the kernels, as doubles
    double loss(double[] parameters, Dataset dataset, int step, double smoothing) {
        double total = 0;
        for (int row = 0; row < dataset.rows(); row++) {
            double[] logits = logits(parameters, dataset, row, step);
            double sum = 0;
            for (double logit : logits) {
                sum += Math.exp(logit);
            }
            for (int c = 0; c < logits.length; c++) {
                double target =
                        smoothing / logits.length + (c == dataset.label(row) ? 1 - smoothing : 0);
                total -= target * (logits[c] - Math.log(sum));
            }
        }
        return total / dataset.rows();
    }

    private double[] logits(double[] parameters, Dataset dataset, int row, int step) {
        double[] values = new double[dataset.inputs()];
        for (int i = 0; i < values.length; i++) {
            values[i] = dataset.feature(row, i);
        }
        int last = layout.layers().size() - 1;
        for (int l = 0; l <= last; l++) {
            values = layer(parameters, layout.layers().get(l), values);
            if (l < last) {
                hide(values, dataset.rows(), row, step, l);
            }
        }
        return values;
    }

    private static double[] layer(double[] parameters, ParameterLayout.Layer layer, double[] from) {
        Matrix places = layer.weightsIn(new float[layer.end()]);
        double[] to = new double[layer.fanOut()];
        for (int j = 0; j < to.length; j++) {
            to[j] = parameters[layer.biases() + j];
            for (int i = 0; i < from.length; i++) {
                to[j] += from[i] * parameters[places.at(i, j)];
            }
        }
        return to;
    }

    private void hide(double[] values, int rows, int row, int step, int l) {
        Matrix factors = Matrix.zero(rows, values.length);
        if (dropout.active()) {
            dropout.draw(factors, rows, step, l);
        }
        for (int j = 0; j < values.length; j++) {
            double active =
                    network.activation() == Activation.RELU
                            ? Math.max(0, values[j])
                            : Math.tanh(values[j]);
            values[j] = active * (dropout.active() ? factors.get(row, j) : 1);
        }
    }
}
