package io.tunebook.bench.verdicts;

import java.util.Arrays;

/// The standard deviation of a sample.
final class Spread {
    private Spread() {}

    static double sd(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Math.sqrt(
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
                        / Math.max(1, values.length - 1));
    }
}
