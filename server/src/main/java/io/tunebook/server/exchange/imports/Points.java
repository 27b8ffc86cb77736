package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import java.util.Arrays;
import java.util.function.LongPredicate;

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

    /// Whether its last point has this step and another value.
    boolean endsOtherwise(long step, double value) {
        return size > 0 && steps[size - 1] == step && Double.compare(values[size - 1], value) != 0;
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

    /// Moves the points before an index whose step is discarded to other points, and keeps the
    /// order of the rest.
    ///
    /// @param end the index after the last point that may be discarded
    /// @return how many points were moved
    int discard(int end, LongPredicate discarded, Points to) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (i < end && discarded.test(steps[i])) {
                to.add(steps[i], times[i], values[i]);
            } else {
                steps[kept] = steps[i];
                times[kept] = times[i];
                values[kept++] = values[i];
            }
        }
        int moved = size - kept;
        size = kept;
        return moved;
    }

    /// The largest step before an index; the smallest long without any.
    long maxStep(int end) {
        long max = Long.MIN_VALUE;
        for (int i = 0; i < end; i++) {
            max = Math.max(max, steps[i]);
        }
        return max;
    }

    long step(int i) {
        return steps[i];
    }

    Measurements done() {
        return done(metric);
    }

    Measurements done(String name) {
        return new Measurements(
                name,
                Arrays.copyOf(steps, size),
                Arrays.copyOf(times, size),
                Arrays.copyOf(values, size));
    }
}
