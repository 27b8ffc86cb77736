package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;
import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.List;

/// The position of each layer's parameters in one flat array: weights as a [Matrix] with one row
/// per input of a unit, then offsets padded to 16, then the scales of a normalisation, if any,
/// padded as well.
final class ParameterLayout {

    /// The parameters of one dense or convolutional layer.
    ///
    /// The weight of the input at tap (y, x) and channel c is in row `y run + x lanes + c` for a
    /// dense layer, whose taps are the pixels of its input, and in row `x run + y lanes + c` for a
    /// convolution, whose taps are those of its kernel.
    ///
    /// @param dense whether the layer is dense; otherwise it is a convolution
    /// @param taps along y and x
    /// @param channels of the input
    /// @param lanes of the input
    /// @param run rows from one line of taps, or one column of the kernel, to the next
    /// @param weights the position of the weights
    /// @param offsets the position of the biases, or of the offsets of the normalisation
    /// @param scales the position of the scales of the normalisation; the layer's end if there are
    ///   none
    /// @param end the position of the next layer
    record Block(
            boolean dense,
            Shape taps,
            int channels,
            int lanes,
            int run,
            int outputs,
            int weights,
            int offsets,
            int scales,
            int end) {

        int rows() {
            return (dense ? taps.height() : taps.width()) * run;
        }

        /// The number of taps of the transposed weights.
        int transposedTaps() {
            return dense ? 1 : taps.height() * taps.width();
        }

        int fanIn() {
            return taps.height() * taps.width() * channels;
        }

        Matrix weightsIn(float[] parameters) {
            return new Matrix(parameters, weights, rows(), outputs);
        }

        /// The row of a weight.
        int row(int y, int x, int channel) {
            return dense ? y * run + x * lanes + channel : x * run + y * lanes + channel;
        }

        boolean normalised() {
            return end > scales;
        }
    }

    private final Network network;
    private final List<Block> blocks = new ArrayList<>();

    ParameterLayout(Network network) {
        this.network = network;
        boolean normalised = network.normalisation() instanceof Normalisation.BatchNorm;
        Shape shape = inputOf(network);
        int lanes = lanesOfInput(network);
        for (Layer layer : network.layers()) {
            switch (layer) {
                case Layer.Dense _ -> add(layer, shape, lanes, normalised);
                case Layer.Convolution _ -> add(layer, shape, lanes, normalised);
                case Layer.Pooling _ -> {}
            }
            shape = Network.after(layer, shape);
            lanes = layer instanceof Layer.Pooling ? lanes : Matrix.padded(shape.channels());
        }
        add(new Layer.Dense(network.classes()), shape, lanes, false);
    }

    /// The input shape of the first stage: flat, unless that stage needs an image.
    static Shape inputOf(Network network) {
        boolean flat =
                network.layers().isEmpty() || network.layers().getFirst() instanceof Layer.Dense;
        return flat ? Shape.flat(network.input().size()) : network.input();
    }

    /// The lanes of the input: fewer than 16 channels of an image are not padded.
    static int lanesOfInput(Network network) {
        Shape shape = inputOf(network);
        return shape.isImage() && shape.channels() < Matrix.PANEL
                ? shape.channels()
                : Matrix.padded(shape.channels());
    }

    private void add(Layer layer, Shape in, int lanes, boolean normalised) {
        Shape taps =
                layer instanceof Layer.Convolution c ? new Shape(c.kernel(), c.kernel(), 1) : in;
        int outputs = Network.after(layer, in).channels();
        int run = taps.width() * lanes;
        int weights = size();
        long offsets = weights + Matrix.size(taps.height() * run, outputs);
        long scales = offsets + Matrix.padded(outputs);
        long end = scales + (normalised ? Matrix.padded(outputs) : 0);
        blocks.add(
                new Block(
                        layer instanceof Layer.Dense,
                        taps,
                        in.channels(),
                        lanes,
                        run,
                        outputs,
                        weights,
                        Math.toIntExact(offsets),
                        Math.toIntExact(scales),
                        Math.toIntExact(end)));
    }

    /// An upper bound of the number of floats of all parameters, computed before the allocation; it
    /// may exceed the maximum length of an array.
    static long floats(Network network) {
        long total = 0;
        Shape shape = inputOf(network);
        int lanes = lanesOfInput(network);
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.add(new Layer.Dense(network.classes()));
        for (Layer layer : layers) {
            Shape next = Network.after(layer, shape);
            if (layer instanceof Layer.Pooling) {
                shape = next;
                continue;
            }
            Shape taps =
                    layer instanceof Layer.Convolution c
                            ? new Shape(c.kernel(), c.kernel(), 1)
                            : shape;
            long rows = (long) taps.height() * taps.width() * lanes + Matrix.PANEL;
            total += (rows + 1) * Matrix.padded(next.channels());
            shape = next;
            lanes = Matrix.padded(shape.channels());
        }
        return total;
    }

    List<Block> blocks() {
        return List.copyOf(blocks);
    }

    int size() {
        return blocks.isEmpty() ? 0 : blocks.getLast().end();
    }

    /// Draws initial parameters: see [Network] for the distribution; scales are 1.
    float[] initial(SeededRandom random) {
        float[] parameters = new float[size()];
        for (int b = 0; b < blocks.size(); b++) {
            Block block = blocks.get(b);
            boolean hidden = b < blocks.size() - 1;
            double gain = hidden && network.activation() != Activation.TANH ? 2 : 1;
            draw(block, Math.sqrt(gain / block.fanIn()), random, parameters);
            if (block.normalised()) {
                for (int j = 0; j < block.outputs(); j++) {
                    parameters[block.scales() + j] = 1;
                }
            }
        }
        return parameters;
    }

    private static void draw(
            Block block, double deviation, SeededRandom random, float[] parameters) {
        Matrix weights = block.weightsIn(parameters);
        for (int y = 0; y < block.taps().height(); y++) {
            for (int x = 0; x < block.taps().width(); x++) {
                for (int channel = 0; channel < block.channels(); channel++) {
                    for (int j = 0; j < block.outputs(); j++) {
                        float weight = (float) (deviation * random.gaussian());
                        weights.set(block.row(y, x, channel), j, weight);
                    }
                }
            }
        }
    }
}
