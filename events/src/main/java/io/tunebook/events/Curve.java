package io.tunebook.events;

import java.util.Arrays;
import java.util.List;

/// Consecutive measurements of some metrics of one trial. NaN and infinities are data.
///
/// @param steps the step of each measurement, increasing, `n` of them
/// @param metrics the metrics' names, `m` of them
/// @param columns `m` columns of `n` values, exactly as they were reported
public record Curve(long[] steps, List<String> metrics, double[][] columns) {
    public Curve {
        metrics = List.copyOf(metrics);
        if (metrics.size() != columns.length) {
            throw new Rejection(
                    "a curve has %d metrics and %d columns: their numbers must be equal"
                            .formatted(metrics.size(), columns.length));
        }
        for (double[] column : columns) {
            if (column.length != steps.length) {
                throw new Rejection(
                        "a column has %d values for %d steps: their numbers must be equal"
                                .formatted(column.length, steps.length));
            }
        }
        for (int i = 1; i < steps.length; i++) {
            if (steps[i] <= steps[i - 1]) {
                throw new Rejection(
                        "steps increase, but %d follows %d".formatted(steps[i], steps[i - 1]));
            }
        }
    }

    /// Measurements in single precision, as the server's own training makes them.
    public Curve(long[] steps, List<String> metrics, float[][] columns) {
        this(steps, metrics, widened(columns));
    }

    private static double[][] widened(float[][] columns) {
        double[][] all = new double[columns.length][];
        for (int c = 0; c < columns.length; c++) {
            all[c] = new double[columns[c].length];
            for (int i = 0; i < all[c].length; i++) {
                all[c][i] = columns[c][i];
            }
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Curve that
                && Arrays.equals(steps, that.steps)
                && metrics.equals(that.metrics)
                && Arrays.deepEquals(columns, that.columns);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(steps) * 31 + metrics.hashCode();
    }

    @Override
    public String toString() {
        return "Curve[%d steps of %s]".formatted(steps.length, metrics);
    }
}
