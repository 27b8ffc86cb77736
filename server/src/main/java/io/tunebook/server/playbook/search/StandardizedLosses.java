package io.tunebook.server.playbook.search;

import java.util.Arrays;

/// Losses prepared for a Gaussian process: about zero mean and unit variance, outliers compressed.
final class StandardizedLosses {
    private StandardizedLosses() {}

    /// The standardized losses in the same order. A loss beyond three times the distance from the
    /// best to the median is compressed to its logarithm: its size carries little information about
    /// good trials.
    static double[] of(double[] losses) {
        double[] sorted = losses.clone();
        Arrays.sort(sorted);
        double best = sorted[0];
        double reach = 3 * (sorted[sorted.length / 2] - best);
        double[] out = new double[losses.length];
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            double above = losses[i] - best;
            out[i] = reach > 0 && above > reach ? reach * (1 + Math.log(above / reach)) : above;
            sum += out[i];
        }
        double mean = sum / out.length;
        double squares = 0;
        for (double v : out) {
            squares += (v - mean) * (v - mean);
        }
        double deviation = Math.sqrt(squares / out.length);
        for (int i = 0; i < out.length; i++) {
            out[i] = deviation > 0 ? (out[i] - mean) / deviation : 0;
        }
        return out;
    }
}
