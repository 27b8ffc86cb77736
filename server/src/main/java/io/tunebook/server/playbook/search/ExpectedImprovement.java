package io.tunebook.server.playbook.search;

import org.hipparchus.special.Erf;

/// The logarithm of the expected improvement, which stays finite where the expected improvement
/// itself is zero in floating point; S. Ament et al., "Unexpected improvements to expected
/// improvement for Bayesian optimization", NeurIPS 2023, equations 9 and 14.
final class ExpectedImprovement {
    private static final double LOG_ROOT_2PI = Math.log(2 * Math.PI) / 2;
    private static final double LOG_HALF_PI = Math.log(Math.PI / 2) / 2;
    private static final double FAR = -1e4;

    private ExpectedImprovement() {}

    /// The logarithm of `E[max(0, best - f)]` for a normal `f`.
    static double logExpected(GaussianProcess.Belief f, double best) {
        return logH((best - f.mean()) / f.deviation()) + Math.log(f.deviation());
    }

    /// The logarithm of `φ(z) + z Φ(z)`.
    static double logH(double z) {
        if (z > -1) {
            return Math.log(
                    Math.exp(-0.5 * z * z - LOG_ROOT_2PI) + z * 0.5 * Erf.erfc(-z / Math.sqrt(2)));
        }
        double gaussian = -0.5 * z * z - LOG_ROOT_2PI;
        if (z < FAR) {
            return gaussian - 2 * Math.log(-z);
        }
        double ratio = Math.log(scaledErfc(-z / Math.sqrt(2)) * -z) + LOG_HALF_PI;
        return gaussian + Math.log(-Math.expm1(ratio));
    }

    /// The logarithm of the standard normal distribution function.
    static double logNormal(double z) {
        return z > -5
                ? Math.log(0.5 * Erf.erfc(-z / Math.sqrt(2)))
                : Math.log(0.5 * scaledErfc(-z / Math.sqrt(2))) - 0.5 * z * z;
    }

    /// `exp(x²) erfc(x)` for `x > 0`: beyond 10 by its continued fraction (Lentz).
    static double scaledErfc(double x) {
        if (x < 10) {
            return Math.exp(x * x) * Erf.erfc(x);
        }
        double fraction = x;
        for (int k = 40; k >= 1; k--) {
            fraction = x + k / 2.0 / fraction;
        }
        return 1 / (fraction * Math.sqrt(Math.PI));
    }
}
