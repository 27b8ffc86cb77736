package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.Arrays;

/// Measurements of one metric, growing.
final class Points {
    private static final int FIRST = 64;

    private final String metric;
    private long[] steps = new long[FIRST];
    private long[] times = new long[FIRST];
    private double[] values = new double[FIRST];
    private int size;

    Points(String metric) {
        this.metric = metric;
    }

    void add(long step, long time, double value) {
        if (size == steps.length) {
            int more = size + (size >> 1);
            steps = Arrays.copyOf(steps, more);
            times = Arrays.copyOf(times, more);
            values = Arrays.copyOf(values, more);
        }
        steps[size] = step;
        times[size] = time;
        values[size++] = value;
    }

    /// Removes the points at its end from a step on.
    int removeFrom(long step) {
        int before = size;
        while (size > 0 && steps[size - 1] >= step) {
            size--;
        }
        return before - size;
    }

    int size() {
        return size;
    }

    Measurements done() {
        return new Measurements(
                metric,
                Arrays.copyOf(steps, size),
                Arrays.copyOf(times, size),
                Arrays.copyOf(values, size));
    }
}
