package io.tunebook.server.model;

import io.tunebook.events.Curve;
import io.tunebook.events.Measurements;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Measurements in increasing order of their steps, in single precision; of several at one step,
/// the last one.
record SortedSeries(long[] steps, float[] values) {
    static SortedSeries of(Measurements m) {
        int n = m.size();
        int[] order = IntStream.range(0, n).toArray();
        if (!rising(m.steps())) {
            order =
                    IntStream.range(0, n)
                            .boxed()
                            .sorted(Comparator.comparingLong(i -> m.steps()[i]))
                            .mapToInt(i -> i)
                            .toArray();
        }
        long[] steps = new long[n];
        float[] values = new float[n];
        int size = 0;
        for (int i : order) {
            if (size > 0 && steps[size - 1] == m.steps()[i]) {
                size--;
            }
            steps[size] = m.steps()[i];
            values[size++] = (float) m.values()[i];
        }
        return new SortedSeries(
                java.util.Arrays.copyOf(steps, size), java.util.Arrays.copyOf(values, size));
    }

    /// One column of a curve, whose steps increase.
    static SortedSeries of(Curve curve, int column) {
        double[] exact = curve.columns()[column];
        float[] values = new float[exact.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) exact[i];
        }
        return new SortedSeries(curve.steps(), values);
    }

    /// Merges the measurements into the track: appends those after its end, inserts the others.
    MetricSeries onto(MetricSeries track) {
        if (track.size() == 0 || steps.length == 0 || steps[0] > track.step(track.size() - 1)) {
            return track.plus(steps, values);
        }
        return new SeriesMerge(track).with(steps, values);
    }

    private static boolean rising(long[] steps) {
        for (int i = 1; i < steps.length; i++) {
            if (steps[i] < steps[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
