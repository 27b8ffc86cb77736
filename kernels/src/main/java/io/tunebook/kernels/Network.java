package io.tunebook.kernels;

import io.tunebook.kernels.data.Shape;
import java.util.ArrayList;
import java.util.List;

/// A feed-forward network: a sequence of hidden layers, then a dense layer with one logit per
/// class.
///
/// Each dense or convolutional layer is followed by the normalisation, if any, the activation, and
/// dropout in training. An image is flattened before its first dense layer.
///
/// Initial weights are normal with mean 0 and variance `gain / fan-in`, initial biases are 0. The
/// gain is 2 for ReLU and GELU (He, Zhang, Ren and Sun, *Delving deep into rectifiers*, 2015) and 1
/// for tanh and for the layer of the logits.
///
/// @param input the shape of a row
/// @param layers the hidden layers in order; empty for a linear classifier
/// @param activation of every hidden layer with weights
/// @param normalisation of every hidden layer with weights
/// @param classes logits, from 2 to 65,536
public record Network(
        Shape input,
        List<Layer> layers,
        Activation activation,
        Normalisation normalisation,
        int classes) {

    public Network {
        layers = List.copyOf(layers);
        Check.within("classes", 2, 1 << 16, classes);
        Shape shape = input;
        for (Layer layer : layers) {
            shape = after(layer, shape);
        }
    }

    /// A multi-layer perceptron without normalisation: dense hidden layers of the given widths.
    public static Network perceptron(
            int inputs, List<Integer> widths, Activation activation, int classes) {
        Check.within("inputs", 1, 1 << 24, inputs);
        List<Layer> layers = new ArrayList<>();
        for (int width : widths) {
            layers.add(new Layer.Dense(width));
        }
        return new Network(
                Shape.flat(inputs), layers, activation, new Normalisation.None(), classes);
    }

    /// Whether the first layer reads an image: a dense layer reads a flattened one.
    public boolean readsImages() {
        return input.isImage() && !layers.isEmpty() && !(layers.getFirst() instanceof Layer.Dense);
    }

    /// The same network with another normalisation.
    public Network withNormalisation(Normalisation other) {
        return new Network(input, layers, activation, other, classes);
    }

    /// The output shape of a layer for an input shape.
    ///
    /// @throws IllegalArgumentException if the layer needs an image, or a larger image
    public static Shape after(Layer layer, Shape shape) {
        return switch (layer) {
            case Layer.Dense dense -> Shape.flat(dense.width());
            case Layer.Convolution convolution -> {
                checkImage("a convolution", shape);
                yield new Shape(shape.height(), shape.width(), convolution.channels());
            }
            case Layer.Pooling pooling -> {
                checkImage("a pooling", shape);
                if (shape.height() < pooling.window() || shape.width() < pooling.window()) {
                    throw new IllegalArgumentException(
                            "a pooling window of %d does not fit in an image of %d x %d: use a smaller window or fewer poolings"
                                    .formatted(pooling.window(), shape.height(), shape.width()));
                }
                yield new Shape(
                        shape.height() / pooling.window(),
                        shape.width() / pooling.window(),
                        shape.channels());
            }
        };
    }

    /// The number of trained parameters: weights, biases, and the scales and offsets of a
    /// normalisation.
    public long parameters() {
        boolean normalised = normalisation instanceof Normalisation.BatchNorm;
        long total = 0;
        Shape shape = input;
        for (Layer layer : layers) {
            Shape next = after(layer, shape);
            long weights =
                    switch (layer) {
                        case Layer.Dense dense -> (long) shape.size() * dense.width();
                        case Layer.Convolution c ->
                                (long) c.kernel() * c.kernel() * shape.channels() * c.channels();
                        case Layer.Pooling _ -> 0L;
                    };
            long offsets = (normalised ? 2L : 1L) * next.channels();
            total += layer instanceof Layer.Pooling ? 0 : weights + offsets;
            shape = next;
        }
        return total + (shape.size() + 1L) * classes;
    }

    private static void checkImage(String what, Shape shape) {
        if (!shape.isImage()) {
            throw new IllegalArgumentException(
                    what + " needs an image, but its input is a row of " + shape + " values");
        }
    }
}
