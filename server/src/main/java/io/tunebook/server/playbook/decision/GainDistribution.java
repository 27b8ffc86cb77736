package io.tunebook.server.playbook.decision;

import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.TDistribution;

/// The distribution of the true difference of two means, from reruns with unequal variances: of it
/// come the interval, the probability and the words.
///
/// It mixes two distributions, each centred at the measured difference:
///
/// - Student's with the degrees of freedom of B. L. Welch (1947) and F. E. Satterthwaite (1946).
///   Its intervals hold for equal counts, and are too narrow when one count is small: 89% at 2
///   against 10;
/// - that of W.-U. Behrens (1929) and R. A. Fisher (1935), which is the posterior with the prior of
///   Jeffreys (Ghosh and Kim 2001). Its intervals hold for unequal counts, and are too wide when
///   both are small: 99.7% at 2 against 2.
///
/// The share of the second is `(1 - f / F)^2`, where `f` and `F` are the smaller and the larger of
/// the two degrees of freedom. The share was found by simulation: the 95% interval then holds in
/// 93% to 99% for 2 to 10 reruns and standard deviations that differ up to threefold.
final class GainDistribution {
    private static final double LEVEL = 0.975;
    private static final double ACCURACY = 1e-9;
    private static final int NODES = 24;
    private static final GaussIntegrator QUADRATURE =
            new GaussIntegratorFactory().legendre(NODES, 0, Math.PI / 2);

    private final double estimate;
    private final double error;
    private final double mixed;
    private final TDistribution welch;
    private final int freedom;
    private final double[] weights = new double[NODES];

    /// The scale of Student's distribution at each node, relative to `error`.
    private final double[] scales = new double[NODES];

    /// @param estimate the difference of the means
    /// @param first the sum of the squared deviations of `n` values
    /// @param second of `m` values; not both are 0
    GainDistribution(double estimate, double first, int n, double second, int m) {
        int f = n - 1;
        int g = m - 1;
        double a = first / n / f;
        double b = second / m / g;
        this.estimate = estimate;
        this.error = Math.sqrt(a + b);
        double share = a / (a + b);
        this.welch = new TDistribution(1 / (share * share / f + (1 - share) * (1 - share) / g));
        double ratio = (double) Math.min(f, g) / Math.max(f, g);
        this.mixed = (1 - ratio) * (1 - ratio);
        this.freedom = f + g;
        nodes(share, f, g);
    }

    /// The nodes of Behrens and Fisher's distribution: given the share `w` that the first side has
    /// of the sum of both chi-squares, which is a beta variable, the difference is Student's with
    /// `f + g` degrees of freedom.
    private void nodes(double share, int f, int g) {
        double sum = 0;
        for (int i = 0; i < NODES; i++) {
            double angle = QUADRATURE.getPoint(i);
            double sine = Math.sin(angle);
            double cosine = Math.cos(angle);
            double w = sine * sine;
            weights[i] = QUADRATURE.getWeight(i) * Math.pow(sine, f - 1) * Math.pow(cosine, g - 1);
            scales[i] = Math.sqrt((share * f / w + (1 - share) * g / (1 - w)) / (f + g));
            sum += weights[i];
        }
        for (int i = 0; i < NODES; i++) {
            weights[i] /= sum;
        }
    }

    /// The standard error of the difference.
    double error() {
        return error;
    }

    /// The probability of a difference above 0.
    double probability() {
        return cumulative(estimate / error);
    }

    /// Half of the width of the 95% interval.
    double reach() {
        double high = 16;
        while (cumulative(high) < LEVEL) {
            high *= 2;
        }
        return error * new BrentSolver(ACCURACY).solve(1_000, t -> cumulative(t) - LEVEL, 0, high);
    }

    /// The probability of a deviation of at most `t` standard errors.
    private double cumulative(double t) {
        double student = mixed < 1 ? (1 - mixed) * welch.cumulativeProbability(t) : 0;
        if (mixed == 0) {
            return student;
        }
        double behrens = 0;
        for (int i = 0; i < NODES; i++) {
            behrens += weights[i] * StudentCdf.at(t / scales[i], freedom);
        }
        return student + mixed * behrens;
    }
}
