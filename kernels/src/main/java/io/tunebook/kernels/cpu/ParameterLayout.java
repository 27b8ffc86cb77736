package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/// Where each layer's weights and biases lie in one flat array: weights `[fan-in][fan-out]` as a
/// [Matrix], then the biases padded to 16, layer after layer.
final class ParameterLayout {

    /// One dense layer: weights at `weights`, biases at `biases`.
    record Layer(int fanIn, int fanOut, int weights, int biases) {

        Matrix weightsIn(float[] parameters) {
            return new Matrix(parameters, weights, fanIn, fanOut);
        }

        /// Where the next layer starts.
        int end() {
            return biases + Matrix.padded(fanOut);
        }
    }

    private final Network network;
    private final List<Layer> layers;

    ParameterLayout(Network network) {
        this.network = network;
        List<Layer> list = new ArrayList<>();
        int at = 0;
        int fanIn = network.inputs();
        for (int fanOut : widths(network)) {
            int biases = at + Math.toIntExact(Matrix.size(fanIn, fanOut));
            Layer layer = new Layer(fanIn, fanOut, at, biases);
            list.add(layer);
            at = layer.end();
            fanIn = fanOut;
        }
        this.layers = List.copyOf(list);
    }

    /// The widths of all layers, the logits' last.
    static List<Integer> widths(Network network) {
        List<Integer> widths = new ArrayList<>(network.hidden());
        widths.add(network.classes());
        return widths;
    }

    /// Floats of all parameters, counted before anything is made, so that it may be more than an
    /// array can hold.
    static long floats(Network network) {
        long total = 0;
        int fanIn = network.inputs();
        for (int fanOut : widths(network)) {
            total += Matrix.size(fanIn, fanOut) + Matrix.padded(fanOut);
            fanIn = fanOut;
        }
        return total;
    }

    List<Layer> layers() {
        return layers;
    }

    int size() {
        return layers.getLast().end();
    }

    /// Initial parameters: see [Network] for the distribution.
    float[] initial(SeededRandom random) {
        float[] parameters = new float[size()];
        for (int l = 0; l < layers.size(); l++) {
            Layer layer = layers.get(l);
            boolean rectified = network.activation() == Activation.RELU && l < layers.size() - 1;
            double deviation = Math.sqrt((rectified ? 2.0 : 1.0) / layer.fanIn());
            Matrix weights = layer.weightsIn(parameters);
            for (int i = 0; i < layer.fanIn(); i++) {
                for (int j = 0; j < layer.fanOut(); j++) {
                    weights.set(i, j, (float) (deviation * random.gaussian()));
                }
            }
        }
        return parameters;
    }
}
