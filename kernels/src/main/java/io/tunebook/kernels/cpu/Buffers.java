package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.data.Shape;

/// Makes the buffers of a [Program], and counts them before anything is made.
final class Buffers {

    private final Network network;
    private final int capacity;
    private final boolean goesBack;
    private final int border;

    Buffers(Network network, int capacity, boolean goesBack) {
        this.network = network;
        this.capacity = capacity;
        this.goesBack = goesBack;
        this.border = border(network);
    }

    boolean goesBack() {
        return goesBack;
    }

    Signal input() {
        return signal(
                ParameterLayout.inputOf(network), ParameterLayout.lanesOfInput(network), false);
    }

    Signal signal(Shape shape, int lanes, boolean withDelta) {
        return new Signal(volume(shape, lanes), withDelta ? volume(shape, lanes) : null);
    }

    /// New values over the same gradient.
    Signal over(Signal signal) {
        return new Signal(like(signal), signal.delta());
    }

    Volume like(Signal signal) {
        return volume(signal.values().shape, signal.values().pixel);
    }

    private Volume volume(Shape shape, int lanes) {
        return new Volume(shape, lanes, border, capacity);
    }

    /// Zeros around images: as many as the widest kernel of the network reads, and at least one,
    /// which a product may write to.
    private static int border(Network network) {
        int widest = 1;
        for (Layer layer : network.layers()) {
            if (layer instanceof Layer.Convolution convolution) {
                widest = Math.max(widest, convolution.kernel() / 2);
            }
        }
        return widest;
    }

    /// Floats of all buffers of a program.
    static long floats(Network network, int capacity, boolean training, double dropout) {
        int border = border(network);
        boolean normalised = network.normalisation() instanceof Normalisation.BatchNorm;
        boolean slopes = training && ActivationStage.keepsSlopes(network.activation(), dropout);
        Shape shape = ParameterLayout.inputOf(network);
        int lanes = ParameterLayout.lanesOfInput(network);
        long total = Volume.floats(shape, lanes, border, capacity);
        long both = training ? 2 : 1;
        for (Layer layer : network.layers()) {
            boolean flattens = layer instanceof Layer.Dense && shape.image();
            if (flattens) {
                total += both * flat(shape, lanes, capacity);
            }
            boolean pooling = layer instanceof Layer.Pooling;
            if (layer instanceof Layer.Dense) {
                total += packed(shape, lanes, capacity);
            }
            shape = Network.after(layer, shape);
            lanes = pooling ? lanes : Matrix.padded(shape.channels());
            if (layer instanceof Layer.Dense) {
                total += packed(shape, lanes, capacity);
            }
            long volumes = both + (!pooling && normalised ? 1 : 0) + (!pooling && slopes ? 1 : 0);
            total += volumes * Volume.floats(shape, lanes, border, capacity);
        }
        if (shape.image()) {
            total += both * flat(shape, lanes, capacity);
        }
        total += packed(shape, lanes, capacity);
        total += packed(Shape.flat(network.classes()), Matrix.PANEL, capacity);
        Shape classes = Shape.flat(network.classes());
        return total
                + both * Volume.floats(classes, Matrix.padded(network.classes()), border, capacity);
    }

    /// What a dense layer repeats, twice, of the values beside it.
    private static long packed(Shape shape, int lanes, int capacity) {
        return shape.image()
                ? 2 * flat(shape, lanes, capacity)
                : 2 * Volume.floats(shape, Matrix.padded(shape.channels()), 0, capacity);
    }

    private static long flat(Shape shape, int lanes, int capacity) {
        int line = shape.width() * lanes;
        int floats = Matrix.padded(shape.height() * line);
        return Volume.floats(Shape.flat(floats), floats, 0, capacity);
    }
}
