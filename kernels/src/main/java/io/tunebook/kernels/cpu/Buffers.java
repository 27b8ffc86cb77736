package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;

/// Allocates the buffers of a [StagedNetwork], and counts their floats before the allocation.
final class Buffers {

    private final Network network;
    private final int capacity;
    private final boolean backpropagates;
    private final int border;

    Buffers(Network network, int capacity, boolean backpropagates) {
        this.network = network;
        this.capacity = capacity;
        this.backpropagates = backpropagates;
        this.border = border(network);
    }

    boolean backpropagates() {
        return backpropagates;
    }

    ValuesAndGradient input() {
        return signal(
                ParameterLayout.inputOf(network), ParameterLayout.lanesOfInput(network), false);
    }

    ValuesAndGradient signal(Shape shape, int lanes, boolean withDelta) {
        return new ValuesAndGradient(volume(shape, lanes), withDelta ? volume(shape, lanes) : null);
    }

    /// New values that share the gradient of `signal`.
    ValuesAndGradient over(ValuesAndGradient signal) {
        return new ValuesAndGradient(like(signal), signal.gradientOrNull());
    }

    Volume like(ValuesAndGradient signal) {
        return volume(signal.values().shape, signal.values().lanes());
    }

    private Volume volume(Shape shape, int lanes) {
        return new Volume(shape, lanes, border, capacity);
    }

    /// The width of the zero border around images: half the largest kernel, and at least one,
    /// because a product may write there.
    private static int border(Network network) {
        int maxHalfKernel = 1;
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Convolution convolution) {
                maxHalfKernel = Math.max(maxHalfKernel, convolution.kernel() / 2);
            }
        }
        return maxHalfKernel;
    }

    /// The number of floats of all buffers of a network.
    static long floats(Network network, int capacity, boolean training, double dropout) {
        int border = border(network);
        boolean normalised = network.normalisation() instanceof Normalisation.BatchNorm;
        boolean slopes = training && ActivationStage.needsSlopes(network.activation(), dropout);
        Shape shape = ParameterLayout.inputOf(network);
        int lanes = ParameterLayout.lanesOfInput(network);
        long total = Volume.floats(shape, lanes, border, capacity);
        long both = training ? 2 : 1;
        for (Layer layer : network.layers()) {
            boolean flattens = layer instanceof Layer.Dense && shape.isImage();
            if (flattens) {
                total += both * flat(shape, lanes, capacity);
            }
            boolean pooling = layer instanceof Layer.Pooling;
            shape = Network.after(layer, shape);
            lanes = pooling ? lanes : Matrix.padded(shape.channels());
            long volumes = both + (!pooling && normalised ? 1 : 0) + (!pooling && slopes ? 1 : 0);
            total += volumes * Volume.floats(shape, lanes, border, capacity);
        }
        if (shape.isImage()) {
            total += both * flat(shape, lanes, capacity);
        }
        Shape classes = Shape.flat(network.classes());
        return total
                + both * Volume.floats(classes, Matrix.padded(network.classes()), border, capacity);
    }

    /// The floats of one row of the stages on images, before the first dense layer.
    static long floatsOfImages(Network network, boolean training) {
        int border = border(network);
        Shape shape = ParameterLayout.inputOf(network);
        int lanes = ParameterLayout.lanesOfInput(network);
        long total = 0;
        for (Layer layer : network.layers()) {
            if (!shape.isImage() || layer instanceof Layer.Dense) {
                break;
            }
            shape = Network.after(layer, shape);
            lanes = layer instanceof Layer.Pooling ? lanes : Matrix.padded(shape.channels());
            total += (training ? 2 : 1) * Volume.floats(shape, lanes, border, 1);
        }
        return total;
    }

    private static long flat(Shape shape, int lanes, int capacity) {
        int line = shape.width() * lanes;
        int floats = Matrix.padded(shape.height() * line);
        return Volume.floats(Shape.flat(floats), floats, 0, capacity);
    }
}
