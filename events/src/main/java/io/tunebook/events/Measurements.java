package io.tunebook.events;

import java.util.Arrays;

/// Measurements of one metric of a run, in the order of arrival. NaN and infinities are data, and
/// so are steps that repeat or decrease.
///
/// @param steps `n` steps
/// @param times `n` times in milliseconds since 1970; 0 when unknown
/// @param values `n` values
public record Measurements(String metric, long[] steps, long[] times, double[] values) {
    private static final int MAX_NAME = 250;

    public Measurements {
        if (metric.isBlank() || metric.length() > MAX_NAME) {
            throw new Rejection(
                    "a metric's name has 1 to %d characters, not %,d"
                            .formatted(MAX_NAME, metric.length()));
        }
        if (steps.length != values.length || times.length != values.length) {
            throw new Rejection(
                    "%d values of %s have %d steps and %d times: their numbers must be equal"
                            .formatted(values.length, metric, steps.length, times.length));
        }
    }

    /// Measurements at unknown times.
    public static Measurements untimed(String metric, long[] steps, double[] values) {
        return new Measurements(metric, steps, new long[steps.length], values);
    }

    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Measurements that
                && metric.equals(that.metric)
                && Arrays.equals(steps, that.steps)
                && Arrays.equals(times, that.times)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return metric.hashCode() * 31 + Arrays.hashCode(steps);
    }

    @Override
    public String toString() {
        return "Measurements[%d of %s]".formatted(values.length, metric);
    }
}
