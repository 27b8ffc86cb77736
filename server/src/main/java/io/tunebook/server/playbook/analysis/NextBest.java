package io.tunebook.server.playbook.analysis;

import org.jspecify.annotations.Nullable;

/// A 90% prediction interval for how much as many trials again would improve the best (PB-59).
///
/// The better of two equal random searches is either one with the same probability, so with
/// probability 1/2 the next trials improve nothing, and the interval begins at 0. Its upper end
/// extrapolates from the best trials: `c` times the distance between the best and the third best,
/// times the power 0.75 of how much that distance exceeds the mean spacing of the best half (at
/// most 15). That ratio is large where the values thin out towards the best, as noise makes them,
/// and small where they end at a bound, as a quadratic in few dimensions does. `c` was calibrated
/// by simulation on both kinds.
///
/// @param trials as many again
/// @param low the lower end: no improvement
/// @param high the upper end
public record NextBest(int trials, double low, double high) {
    /// The number of completed trials below which nothing is predicted.
    public static final int MIN_TRIALS = 6;

    private static final int TOP = 3;
    private static final int MAX_REACH = 15;
    private static final double POWER = 0.75;

    /// The factor by the number of trials.
    private static final double[][] FACTORS = {
        {6, 1.7}, {12, 2.1}, {24, 2.8}, {60, 3.0}, {120, 2.8}, {400, 2.1}
    };

    /// Null when it cannot be predicted.
    ///
    /// @param values best first
    static @Nullable NextBest of(Sample sample, double[] values) {
        int n = values.length;
        if (n < MIN_TRIALS) {
            return null;
        }
        int reach = Math.clamp((n + 1) / 2, TOP + 1, MAX_REACH);
        double mean = sample.worse(values[0], values[reach - 1]) / (reach - 1);
        if (!(mean > 0) || !Double.isFinite(mean)) {
            return null;
        }
        // Equal bests, as of a count of errors, have no distance: the next value is used.
        int top = TOP;
        while (sample.worse(values[0], values[top - 1]) <= 0) {
            top++;
        }
        double distance = sample.worse(values[0], values[top - 1]);
        double thinning = distance / (top - 1) / mean;
        double spread = distance * (TOP - 1) / (top - 1);
        return new NextBest(
                n, 0, Interpolation.onLog(FACTORS, n) * spread * Math.pow(thinning, POWER));
    }

    /// Such as `Another 24 trials would improve the best by at most 0.80 points (90% prediction
    /// interval)`.
    String sentence(Sample sample) {
        return "Another %s would improve the best by at most %s (90%% prediction interval)"
                .formatted(
                        Formats.plural(trials, "trial"),
                        Formats.difference(sample.objective(), high));
    }
}
