package io.tunebook.kernels;

import java.util.List;

/// A multi-layer perceptron: `inputs` features, dense hidden layers of the given widths, one logit
/// a class.
///
/// Weights start normal with mean 0 and variance `gain / fan-in`, biases at 0. The gain is 2 for
/// ReLU (He, Zhang, Ren and Sun, *Delving deep into rectifiers*, 2015) and 1 for tanh and for the
/// layer of the logits.
///
/// @param inputs features of a row, at least 1
/// @param hidden widths of the hidden layers from the input on; empty for a linear classifier
/// @param activation of every hidden layer
/// @param classes logits, at least 2
public record Network(int inputs, List<Integer> hidden, Activation activation, int classes) {

    private static final int WIDEST = 1 << 16;

    public Network {
        hidden = List.copyOf(hidden);
        checkWidth("inputs", inputs, 1, 1 << 24);
        for (int width : hidden) {
            checkWidth("a hidden layer's width", width, 1, WIDEST);
        }
        checkWidth("classes", classes, 2, WIDEST);
    }

    /// How many weights and biases are trained.
    public long parameters() {
        long total = 0;
        long fanIn = inputs;
        for (int width : hidden) {
            total += (fanIn + 1) * width;
            fanIn = width;
        }
        return total + (fanIn + 1) * classes;
    }

    private static void checkWidth(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    what + " must be from " + least + " to " + most + ", not " + value);
        }
    }
}
