package io.tunebook.server.playbook.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// The hyperparameters of a kernel with the highest posterior density (Rasmussen and Williams,
/// section 5.4), by its gradient from several starts.
///
/// The priors are log-normal. That of the length scales grows with the square root of the
/// dimension, after C. Hvarfner, E. O. Hellsten and L. Nardi, "Vanilla Bayesian optimization
/// performs great in high dimensions" (2024).
final class KernelFit {
    private static final double ROOT5 = Math.sqrt(5);
    private static final int CLIMBS = 2;
    private static final int STEPS = 25;

    /// The prior of a length scale's logarithm, for one dimension: likely about 0.3 of the range.
    private static final double LENGTH = -1.2;

    private static final double LENGTH_DEVIATION = 0.8;
    private static final double MIN_LENGTH = Math.log(0.02);
    private static final double MAX_LENGTH = Math.log(50);
    private static final double MIN_SCALE = Math.log(0.05);
    private static final double MAX_SCALE = Math.log(20);
    private static final double MIN_NOISE = Math.log(1e-6);
    private static final double MAX_NOISE = Math.log(2);

    /// The logarithms of length scale (for one dimension) and noise at which the search starts.
    private static final double[][] STARTS = {{-1.4, -7}, {-0.7, -7}, {0, -4}, {-0.7, -1.5}};

    private final double[][] x;
    private final double[] y;
    private final Noise noise;
    private final int d;
    private final double[][] squares;

    /// A log-normal prior of the noise's variance.
    ///
    /// @param mean of the logarithm
    /// @param deviation of the logarithm
    record Noise(double mean, double deviation) {}

    KernelFit(double[][] x, double[] y, GaussianProcess.Distance distance, Noise noise) {
        this.x = x;
        this.y = y;
        this.noise = noise;
        this.d = x[0].length;
        this.squares = squares(distance);
    }

    /// @param y of about zero mean and unit variance
    static Matern of(double[][] x, double[] y, GaussianProcess.Distance distance, Noise noise) {
        return Matern.of(new KernelFit(x, y, distance, noise).best());
    }

    private double[] best() {
        double[] low = new double[d + 2];
        double[] high = new double[d + 2];
        Arrays.fill(low, 0, d, MIN_LENGTH);
        Arrays.fill(high, 0, d, MAX_LENGTH);
        low[d] = MIN_SCALE;
        high[d] = MAX_SCALE;
        low[d + 1] = MIN_NOISE;
        high[d + 1] = MAX_NOISE;
        List<LocalSearch.Peak> starts = new ArrayList<>();
        for (double[] s : STARTS) {
            double[] start = new double[d + 2];
            Arrays.fill(start, 0, d, s[0] + Math.log(d) / 2);
            start[d + 1] = s[1];
            starts.add(new LocalSearch.Peak(start, logPosterior(start, new double[d + 2])));
        }
        starts.sort(Comparator.comparingDouble(LocalSearch.Peak::height).reversed());
        LocalSearch.Peak best = null;
        for (LocalSearch.Peak start : starts.subList(0, CLIMBS)) {
            LocalSearch.Peak peak =
                    QuasiNewton.from(start.at(), low, high, STEPS, this::logPosterior);
            if (best == null || peak.height() > best.height()) {
                best = peak;
            }
        }
        return Objects.requireNonNull(best).at();
    }

    /// Squared distances of the pairs `j < i`, for each coordinate.
    private double[][] squares(GaussianProcess.Distance distance) {
        int n = x.length;
        double[][] all = new double[d][n * (n - 1) / 2];
        for (int i = 0, at = 0; i < n; i++) {
            for (int j = 0; j < i; j++, at++) {
                for (int c = 0; c < d; c++) {
                    all[c][at] = distance.squared(c, x[i][c], x[j][c]);
                }
            }
        }
        return all;
    }

    /// The log density, up to a constant.
    ///
    /// @param theta the logarithms of `d` length scales, of the scale and of the noise
    double logPosterior(double[] theta, double[] gradient) {
        Matern kernel = Matern.of(theta);
        Pairs pairs = pairs(kernel);
        Cholesky factor = Cholesky.of(pairs.matrix());
        if (factor == null) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] z = factor.forward(y);
        double fit = 0;
        for (double v : z) {
            fit += v * v;
        }
        gradient(kernel, pairs, factor.backward(z), factor.inverse(), gradient);
        return -0.5 * fit - factor.logRoot() + logPrior(theta, gradient);
    }

    /// @param covariance of each pair `j < i`
    /// @param slope its derivative by the squared distance, times -2
    /// @param matrix of all covariances, on and above the diagonal
    private record Pairs(double[] covariance, double[] slope, double[][] matrix) {}

    private Pairs pairs(Matern kernel) {
        int n = x.length;
        double[] r2 = new double[n * (n - 1) / 2];
        for (int c = 0; c < d; c++) {
            double inverse = kernel.inverse()[c];
            double[] square = squares[c];
            for (int p = 0; p < r2.length; p++) {
                r2[p] += inverse * square[p];
            }
        }
        double[] covariance = new double[r2.length];
        double[] slope = new double[r2.length];
        double[][] matrix = new double[n][n];
        for (int i = 0, p = 0; i < n; i++) {
            for (int j = 0; j < i; j++, p++) {
                double r = ROOT5 * Math.sqrt(r2[p]);
                double e = kernel.scale() * Math.exp(-r);
                covariance[p] = e * (1 + r + r * r / 3);
                slope[p] = e * (1 + r) * (5.0 / 3);
                matrix[j][i] = covariance[p];
            }
            matrix[i][i] = kernel.scale() + kernel.noise();
        }
        return new Pairs(covariance, slope, matrix);
    }

    /// Half of the trace of `(w wᵀ - K⁻¹)` times the derivative of `K`: each pair counts twice.
    private void gradient(
            Matern kernel, Pairs pairs, double[] weights, double[][] inverse, double[] gradient) {
        Arrays.fill(gradient, 0);
        double[] pull = new double[pairs.slope().length];
        double trace = 0;
        for (int i = 0, p = 0; i < weights.length; i++) {
            for (int j = 0; j < i; j++, p++) {
                double outer = weights[i] * weights[j] - inverse[i][j];
                gradient[d] += outer * pairs.covariance()[p];
                pull[p] = outer * pairs.slope()[p];
            }
            trace += weights[i] * weights[i] - inverse[i][i];
        }
        gradient[d] += 0.5 * trace * kernel.scale();
        gradient[d + 1] = 0.5 * trace * kernel.noise();
        for (int c = 0; c < d; c++) {
            double sum = 0;
            double[] square = squares[c];
            for (int p = 0; p < pull.length; p++) {
                sum += pull[p] * square[p];
            }
            gradient[c] = sum * kernel.inverse()[c];
        }
    }

    private double logPrior(double[] theta, double[] gradient) {
        double sum = 0;
        for (int c = 0; c < d; c++) {
            sum += logNormal(theta, c, LENGTH + Math.log(d) / 2, LENGTH_DEVIATION, gradient);
        }
        return sum
                + logNormal(theta, d, 0, 1, gradient)
                + logNormal(theta, d + 1, noise.mean(), noise.deviation(), gradient);
    }

    /// The log density of a log-normal prior, up to a constant.
    private static double logNormal(
            double[] theta, int i, double mean, double deviation, double[] gradient) {
        double z = (theta[i] - mean) / deviation;
        gradient[i] -= z / deviation;
        return -0.5 * z * z;
    }
}
