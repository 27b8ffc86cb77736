package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The gradient of the mean loss of a minibatch by every parameter, in the parameters' layout. For
/// one thread.
final class Gradient {

    private final ParameterLayout layout;
    private final Products products;
    private final Pass pass;
    private final float[] values;

    /// By layer from the second on: its weights turned over, and the gradient by what it reads.
    private final List<Matrix> turned = new ArrayList<>();

    private final List<Matrix> deltas = new ArrayList<>();

    Gradient(ParameterLayout layout, Products products, Pass pass, int capacity) {
        this.layout = layout;
        this.products = products;
        this.pass = pass;
        this.values = new float[layout.size()];
        for (ParameterLayout.Layer layer : layout.layers().subList(1, layout.layers().size())) {
            turned.add(Matrix.zero(layer.fanOut(), layer.fanIn()));
            deltas.add(Matrix.zero(capacity, layer.fanIn()));
        }
    }

    /// Floats that a gradient of this shape takes.
    static long floats(Network network, int capacity) {
        long total = ParameterLayout.floats(network);
        int fanIn = network.inputs();
        boolean first = true;
        for (int fanOut : ParameterLayout.widths(network)) {
            total += first ? 0 : Matrix.size(fanOut, fanIn) + Matrix.size(capacity, fanIn);
            first = false;
            fanIn = fanOut;
        }
        return total;
    }

    /// The gradient by each parameter, padding 0.
    float[] values() {
        return values;
    }

    /// Sends `rows` loaded rows forward and back; returns their mean loss.
    double compute(float[] parameters, int rows, int step, double smoothing) {
        Matrix delta = pass.forward(parameters, rows, step);
        double loss = Softmax.lossAndDeltas(delta, pass.labels(), rows, smoothing);
        for (int l = layout.layers().size() - 1; l >= 0; l--) {
            ParameterLayout.Layer layer = layout.layers().get(l);
            Matrix gradient = layer.weightsIn(values);
            gradient.clear();
            products.addTransposedProduct(pass.inputOf(l), delta, gradient, rows);
            sumRows(delta, rows, layer.biases());
            if (l > 0) {
                delta = back(layer.weightsIn(parameters), l - 1, delta, rows);
            }
        }
        return loss;
    }

    /// The L2 norm of [#values()]: squares summed in double in eight interleaved chains, then
    /// pairwise.
    double norm() {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        for (int i = 0; i < values.length; i += 8) {
            s0 += (double) values[i] * values[i];
            s1 += (double) values[i + 1] * values[i + 1];
            s2 += (double) values[i + 2] * values[i + 2];
            s3 += (double) values[i + 3] * values[i + 3];
            s4 += (double) values[i + 4] * values[i + 4];
            s5 += (double) values[i + 5] * values[i + 5];
            s6 += (double) values[i + 6] * values[i + 6];
            s7 += (double) values[i + 7] * values[i + 7];
        }
        return Math.sqrt(((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7)));
    }

    private Matrix back(Matrix weights, int below, Matrix delta, int rows) {
        Matrix transposed = turned.get(below);
        weights.transposeInto(transposed);
        Matrix result = deltas.get(below);
        result.clear();
        products.addProduct(delta, transposed, result, rows);
        pass.backThroughHidden(below, result, rows);
        return result;
    }

    /// The gradient by the biases: the sum of each column of `delta`, row after row.
    private void sumRows(Matrix delta, int rows, int at) {
        Arrays.fill(values, at, at + Matrix.padded(delta.columns), 0f);
        for (int panel = 0; panel < delta.panels(); panel++) {
            int from = delta.panelAt(panel);
            int to = at + panel * Matrix.PANEL;
            for (int row = 0; row < rows; row++) {
                for (int c = 0; c < Matrix.PANEL; c++) {
                    values[to + c] += delta.data[from + row * Matrix.PANEL + c];
                }
            }
        }
    }
}
