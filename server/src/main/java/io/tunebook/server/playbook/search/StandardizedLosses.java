package io.tunebook.server.playbook.search;

import java.util.Arrays;

/// Losses as a Gaussian process likes them: about zero mean and unit variance, the very bad drawn
/// in.
final class StandardizedLosses {
    private StandardizedLosses() {}

    /// In the order given. What lies beyond three times the distance from the best to the median is
    /// drawn in to its logarithm, for how bad the bad ones are says little about the good ones.
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
