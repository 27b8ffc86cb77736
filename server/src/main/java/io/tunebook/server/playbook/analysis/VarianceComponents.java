package io.tunebook.server.playbook.analysis;

import java.util.Arrays;
import java.util.stream.IntStream;

/// A linear regression whose columns are in groups, each with a variance of its own, estimated by
/// marginal likelihood: a group without an effect gets the variance 0 (automatic relevance
/// determination; D. MacKay, "Bayesian interpolation", 1992, with his fixed-point updates).
///
/// @param mean of the values
/// @param means of the columns
/// @param coefficients posterior means; 0 for a column without an effect
/// @param active the columns with an effect
/// @param covariance posterior, of the active columns
/// @param noise the variance of the residuals
/// @param freedom the effective number of parameters, with the constant
record VarianceComponents(
        double mean,
        double[] means,
        double[] coefficients,
        int[] active,
        double[][] covariance,
        double noise,
        double freedom) {
    private static final int MAX_STEPS = 25;
    private static final double CONVERGED = 1e-2;
    private static final double NEGLIGIBLE = 1e-4;

    /// @param x one array a column
    /// @param groups of each column, from 0
    /// @param weights the prior variance of each column, relative to its group's
    static VarianceComponents of(double[][] x, double[] y, int[] groups, double[] weights) {
        int p = x.length;
        int n = y.length;
        double mean = Arrays.stream(y).average().orElse(0);
        double[] means =
                Arrays.stream(x).mapToDouble(c -> Arrays.stream(c).average().orElse(0)).toArray();
        double[][] gram = new double[p][p];
        double[] target = new double[p];
        double[][] centred = new double[p][];
        for (int j = 0; j < p; j++) {
            double m = means[j];
            centred[j] = Arrays.stream(x[j]).map(v -> v - m).toArray();
            target[j] = dot(centred[j], y);
            for (int k = 0; k <= j; k++) {
                gram[j][k] = dot(centred[j], centred[k]);
                gram[k][j] = gram[j][k];
            }
        }
        double squares = Arrays.stream(y).map(v -> (v - mean) * (v - mean)).sum();
        return new Fit(n, gram, target, squares, groups, weights).run(mean, means);
    }

    /// The state of the updates.
    private static final class Fit {
        private final int n;
        private final double[][] gram;
        private final double[] target;
        private final double squares;
        private final int[] groups;
        private final double[] weights;
        private final double[] tau;
        private final int[] sizes;
        private int[] active;
        private double noise;
        private double[] m = new double[0];
        private double[][] s = new double[0][];

        Fit(
                int n,
                double[][] gram,
                double[] target,
                double squares,
                int[] groups,
                double[] weights) {
            this.n = n;
            this.gram = gram;
            this.target = target;
            this.squares = squares;
            this.groups = groups;
            this.weights = weights;
            int g = Arrays.stream(groups).max().orElse(-1) + 1;
            tau = new double[g];
            sizes = new int[g];
            double[] sums = new double[g];
            for (int j = 0; j < groups.length; j++) {
                sums[groups[j]] += weights[j];
                sizes[groups[j]]++;
            }
            for (int k = 0; k < g; k++) {
                tau[k] = sums[k] == 0 ? 0 : squares / n / g / sums[k] / 2;
            }
            noise = squares / n / 2;
            active = IntStream.range(0, groups.length).filter(j -> gram[j][j] > 1e-9 * n).toArray();
        }

        VarianceComponents run(double mean, double[] means) {
            double freedom = 0;
            for (int step = 0; step < MAX_STEPS; step++) {
                solve();
                double[] determined = new double[tau.length];
                double[] energy = new double[tau.length];
                freedom = 0;
                for (int i = 0; i < active.length; i++) {
                    int j = active[i];
                    double gamma = 1 - s[i][i] / prior(j);
                    determined[groups[j]] += gamma;
                    energy[groups[j]] += m[i] * m[i] / weights[j];
                    freedom += gamma;
                }
                double next =
                        Math.max(residual() / Math.max(n - freedom - 1, 1), 1e-6 * squares / n);
                double change = Math.abs(Math.log(next / noise));
                for (int g = 0; g < tau.length; g++) {
                    double t = determined[g] > 1e-6 ? energy[g] / determined[g] : 0;
                    if (t * sizes[g] > 1e-3 * squares / n) {
                        change = Math.max(change, Math.abs(Math.log(t / tau[g])));
                    }
                    tau[g] = t;
                }
                noise = next;
                if (change < CONVERGED) {
                    break;
                }
                active =
                        Arrays.stream(active)
                                .filter(j ->
                                        tau[groups[j]] * sizes[groups[j]]
                                                > NEGLIGIBLE * squares / n)
                                .toArray();
            }
            solve();
            double[] coefficients = new double[groups.length];
            for (int i = 0; i < active.length; i++) {
                coefficients[active[i]] = m[i];
            }
            return new VarianceComponents(mean, means, coefficients, active, s, noise, freedom + 1);
        }

        private double prior(int j) {
            return Math.max(tau[groups[j]] * weights[j], 1e-12 * squares / n);
        }

        private void solve() {
            int p = active.length;
            double[][] a = new double[p][p];
            for (int i = 0; i < p; i++) {
                for (int k = 0; k < p; k++) {
                    a[i][k] = gram[active[i]][active[k]] / noise;
                }
                a[i][i] += 1 / prior(active[i]);
            }
            s = inverse(a);
            m = new double[p];
            for (int i = 0; i < p; i++) {
                for (int k = 0; k < p; k++) {
                    m[i] += s[i][k] * target[active[k]] / noise;
                }
            }
        }

        private double residual() {
            double rss = squares;
            for (int i = 0; i < active.length; i++) {
                double fitted = 0;
                for (int k = 0; k < active.length; k++) {
                    fitted += gram[active[i]][active[k]] * m[k];
                }
                rss += m[i] * (fitted - 2 * target[active[i]]);
            }
            return rss;
        }
    }

    /// The prediction at a point.
    ///
    /// @param point one number a column
    double at(double[] point) {
        double sum = mean;
        for (int j : active) {
            sum += (point[j] - means[j]) * coefficients[j];
        }
        return sum;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// The inverse of a symmetric positive definite matrix, by Cholesky's decomposition.
    private static double[][] inverse(double[][] a) {
        int p = a.length;
        double[][] l = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int k = 0; k <= i; k++) {
                double sum = a[i][k];
                for (int q = 0; q < k; q++) {
                    sum -= l[i][q] * l[k][q];
                }
                l[i][k] = i == k ? Math.sqrt(Math.max(sum, 1e-300)) : sum / l[k][k];
            }
        }
        // One row of `t` is a column of the inverse of `l`.
        double[][] t = new double[p][p];
        for (int c = 0; c < p; c++) {
            t[c][c] = 1 / l[c][c];
            for (int i = c + 1; i < p; i++) {
                double sum = 0;
                for (int q = c; q < i; q++) {
                    sum -= l[i][q] * t[c][q];
                }
                t[c][i] = sum / l[i][i];
            }
        }
        double[][] inverse = new double[p][p];
        for (int i = 0; i < p; i++) {
            for (int k = 0; k <= i; k++) {
                double sum = 0;
                for (int q = i; q < p; q++) {
                    sum += t[i][q] * t[k][q];
                }
                inverse[i][k] = sum;
                inverse[k][i] = sum;
            }
        }
        return inverse;
    }
}
