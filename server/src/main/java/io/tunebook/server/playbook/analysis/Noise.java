package io.tunebook.server.playbook.analysis;

/// The noise of a curve between evaluations.
final class Noise {
    private Noise() {}

    /// The standard deviation of one measurement, from the second differences of the later half,
    /// which a straight trend leaves at zero; robust by the median. NaN when there are fewer than
    /// five points.
    static double late(float[] values) {
        int from = values.length / 2;
        int n = values.length - from - 2;
        if (n < 1 || values.length < 5) {
            return Double.NaN;
        }
        double[] seconds = new double[n];
        for (int i = 0; i < n; i++) {
            seconds[i] =
                    Math.abs(values[from + i] - 2.0 * values[from + i + 1] + values[from + i + 2]);
        }
        java.util.Arrays.sort(seconds);
        double median = (seconds[(n - 1) / 2] + seconds[n / 2]) / 2;
        // A second difference of independent noise has six times its variance; 0.6745 is the third
        // quartile of the normal distribution.
        return median / 0.6745 / Math.sqrt(6);
    }
}
