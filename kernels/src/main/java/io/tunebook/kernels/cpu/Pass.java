package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Network;
import io.tunebook.kernels.data.Dataset;
import java.util.ArrayList;
import java.util.List;

/// The activations of up to `capacity` rows on their way through a network, and the way back. For
/// one thread.
final class Pass {

    private final Network network;
    private final ParameterLayout layout;
    private final Products products;
    private final Dropout dropout;
    private final Matrix inputs;
    private final int[] labels;

    /// What each layer computes, `[capacity][fan-out]`: activations, the last one logits.
    private final List<Matrix> outputs = new ArrayList<>();

    /// What each layer's successor reads: the outputs themselves, or a copy with units dropped.
    private final List<Matrix> passedOn = new ArrayList<>();

    private final List<Matrix> factors = new ArrayList<>();

    Pass(
            Network network,
            ParameterLayout layout,
            Products products,
            Dropout dropout,
            int capacity) {
        this.network = network;
        this.layout = layout;
        this.products = products;
        this.dropout = dropout;
        this.inputs = Matrix.zero(capacity, network.inputs());
        this.labels = new int[capacity];
        for (ParameterLayout.Layer layer : layout.layers()) {
            Matrix output = Matrix.zero(capacity, layer.fanOut());
            outputs.add(output);
            factors.add(dropout.active() ? Matrix.zero(capacity, layer.fanOut()) : output);
            passedOn.add(dropout.active() ? Matrix.zero(capacity, layer.fanOut()) : output);
        }
    }

    /// Floats that a pass of this shape takes.
    static long floats(Network network, int capacity, boolean dropping) {
        long total = Matrix.size(capacity, network.inputs());
        for (int width : ParameterLayout.widths(network)) {
            total += Matrix.size(capacity, width) * (dropping ? 3 : 1);
        }
        return total;
    }

    /// Fetches the rows `order[from .. from + rows)` of the dataset.
    void load(Dataset dataset, int[] order, int from, int rows) {
        for (int row = 0; row < rows; row++) {
            int source = order[from + row];
            labels[row] = dataset.label(source);
            for (int column = 0; column < inputs.columns; column += Matrix.PANEL) {
                int count = Math.min(Matrix.PANEL, inputs.columns - column);
                dataset.copyFeatures(source, column, count, inputs.data, inputs.at(row, column));
            }
        }
    }

    int[] labels() {
        return labels;
    }

    /// Sends the first `rows` rows forward and returns their logits `[rows][classes]`.
    ///
    /// @param step names the units to drop in training; ignored where nothing is dropped
    Matrix forward(float[] parameters, int rows, int step) {
        Matrix from = inputs;
        int last = outputs.size() - 1;
        for (int l = 0; l <= last; l++) {
            ParameterLayout.Layer layer = layout.layers().get(l);
            Matrix output = outputs.get(l);
            output.fillRows(parameters, layer.biases(), rows);
            products.addProduct(from, layer.weightsIn(parameters), output, rows);
            if (l < last) {
                HiddenLayer.activate(network.activation(), output, rows);
                if (dropout.active()) {
                    dropout.draw(factors.get(l), rows, step, l);
                    HiddenLayer.multiply(output, factors.get(l), passedOn.get(l), rows);
                }
            }
            from = passedOn.get(l);
        }
        return outputs.get(last);
    }

    /// What layer `l` reads, `[capacity][fan-in]`.
    Matrix inputOf(int l) {
        return l == 0 ? inputs : passedOn.get(l - 1);
    }

    /// Takes `delta`, the gradient by what hidden layer `l` passes on, back to the gradient by its
    /// weighted sums.
    void backThroughHidden(int l, Matrix delta, int rows) {
        if (dropout.active()) {
            HiddenLayer.multiply(delta, factors.get(l), delta, rows);
        }
        HiddenLayer.differentiate(network.activation(), outputs.get(l), delta, rows);
    }
}
