package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A histogram of a positive quantity, in bins of equal width on a log scale: gradient norms span
/// orders of magnitude (PB-61).
///
/// @param bins from the smallest value to the largest
/// @param apart how many values are in no bin: zero, negative, or not finite
/// @param median of the values in bins
/// @param ninetieth their 90th percentile, at which PB-65 clips
public record Histogram(List<Bin> bins, int apart, double median, double ninetieth) {
    private static final int MIN_TRIALS = 20;
    private static final int BINS = 24;

    /// @param count of the values from `from` to `to`
    public record Bin(double from, double to, int count) {}

    /// @return empty for fewer than 20 positive values
    public static Optional<Histogram> of(float[] values) {
        double[] sorted = new double[values.length];
        int n = 0;
        for (float v : values) {
            if (Float.isFinite(v) && v > 0) {
                sorted[n++] = v;
            }
        }
        if (n < MIN_TRIALS) {
            return Optional.empty();
        }
        Arrays.sort(sorted, 0, n);
        double low = Math.log(sorted[0]);
        double width = (Math.log(sorted[n - 1]) - low) / BINS;
        int[] counts = new int[BINS];
        for (int i = 0; i < n; i++) {
            int bin = width == 0 ? 0 : (int) ((Math.log(sorted[i]) - low) / width);
            counts[Math.min(BINS - 1, bin)]++;
        }
        List<Bin> bins = new ArrayList<>();
        for (int i = 0; i < BINS; i++) {
            bins.add(
                    new Bin(Math.exp(low + i * width), Math.exp(low + (i + 1) * width), counts[i]));
        }
        return Optional.of(
                new Histogram(bins, values.length - n, sorted[n / 2], sorted[(int) (n * 0.9)]));
    }
}
