package io.tunebook.server.playbook.analysis;

import org.hipparchus.distribution.discrete.BinomialDistribution;

/// The 95% confidence band of the median of the best of `m` trials, for all `m` up to the number of
/// trials at once.
///
/// The median of the best of `m` is the quantile `1 - 0.5^(1/m)` of one trial's distribution (N.
/// Lourie, K. Cho, H. He 2023). The number of `n` trials below a quantile is binomial, whatever the
/// distribution, so two order statistics enclose each quantile. Both tails have the same
/// probability at each `m`, which was chosen by simulation of uniform samples so that all quantiles
/// are enclosed together in 95% of samples (the equal-tailed band of that paper, restricted to the
/// curve's quantiles). No limit on the better side exists for long searches: nothing in `n` trials
/// excludes that a better one is found.
final class BestBand {
    /// By the number of trials, the probability of each tail at each point of the curve.
    private static final double[][] TAILS = {
        {12, 0.0150},
        {24, 0.0088},
        {60, 0.0054},
        {128, 0.0037},
        {256, 0.0028},
        {512, 0.0022},
        {1_000, 0.0018},
        {2_000, 0.0014},
        {5_000, 0.0011},
        {100_000, 0.0006}
    };

    private BestBand() {}

    /// The place, best first, of the limit on the better side; negative for none.
    static int better(int n, int budget) {
        return inverse(n, budget, tail(n)) - 1;
    }

    /// The place, best first, of the limit on the worse side; `n` for none.
    static int worse(int n, int budget) {
        return inverse(n, budget, 1 - tail(n));
    }

    /// The curve's estimate, between the two nearest values.
    ///
    /// @param values best first
    static double median(double[] values, int budget) {
        double at = values.length * quantile(budget) - 0.5;
        int below = Math.clamp((int) Math.floor(at), 0, values.length - 1);
        int above = Math.min(below + 1, values.length - 1);
        double share = Math.clamp(at - below, 0, 1);
        return share == 0 ? values[below] : (1 - share) * values[below] + share * values[above];
    }

    private static double quantile(int budget) {
        return -Math.expm1(Math.log(0.5) / budget);
    }

    private static int inverse(int n, int budget, double probability) {
        return new BinomialDistribution(n, quantile(budget))
                .inverseCumulativeProbability(probability);
    }

    private static double tail(int n) {
        return Interpolation.onLog(TAILS, n);
    }
}
