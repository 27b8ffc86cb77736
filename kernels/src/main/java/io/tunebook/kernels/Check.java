package io.tunebook.kernels;

/// The ranges that hyperparameters must keep; a NaN keeps none.
final class Check {

    private Check() {}

    static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " must be above 0 and finite, not " + value);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and finite, not " + value);
        }
    }

    /// A share that may be 0 and must stay below 1.
    static void belowOne(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name + " must be at least 0 and below 1, not " + value);
        }
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, not " + value);
        }
    }

    static void atLeast(String name, int min, int value) {
        if (value < min) {
            throw new IllegalArgumentException(
                    name + " must be at least " + min + ", not " + value);
        }
    }

    static void within(String name, int min, int max, int value) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    name + " must be from " + min + " to " + max + ", not " + value);
        }
    }

    /// Float arithmetic must not round an epsilon away to zero.
    static void epsilon(double value) {
        if (!(value >= 1e-30 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "epsilon must be at least 1e-30 and finite, not " + value);
        }
    }
}
