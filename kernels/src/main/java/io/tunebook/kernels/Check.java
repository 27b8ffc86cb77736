package io.tunebook.kernels;

/// Checks that a hyperparameter lies within its range; NaN lies within none.
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

    /// Requires a value in [0, 1).
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

    /// Requires an epsilon that does not underflow to 0 in float arithmetic.
    static void epsilon(double value) {
        if (!(value >= 1e-30 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "epsilon must be at least 1e-30 and finite, not " + value);
        }
    }
}
