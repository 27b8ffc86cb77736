package io.tunebook.server.playbook.search;

import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;

/// A Gaussian process with a Matérn 5/2 kernel and one length scale for each coordinate (automatic
/// relevance determination); C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine
/// Learning" (2006), chapters 2, 4 and 5.
///
/// Its hyperparameters maximize the posterior density under weak log-normal priors; the prior of
/// the length scales grows with the square root of the dimension, after C. Hvarfner, E. O. Hellsten
/// and L. Nardi, "Vanilla Bayesian optimization performs great in high dimensions" (2024).
final class GaussianProcess {
    private static final double ROOT5 = Math.sqrt(5);
    private static final double MIN_NOISE = 1e-7;

    /// The logarithm of a likely length scale for one dimension.
    private static final double LENGTH = 2.2;

    private static final int EVALUATIONS_A_PARAMETER = 40;

    private final double[][] x;
    private final double[] y;
    private final Distance distance;
    private final double[] theta;
    private final double[][] factor;
    private final double[] weights;

    /// The squared distance of two encoded points in one coordinate.
    interface Distance {
        double squared(int coordinate, double a, double b);
    }

    /// A normal distribution of the function's value at a point.
    record Belief(double mean, double deviation) {}

    private GaussianProcess(
            double[][] x, double[] y, Distance distance, double[] theta, double[][] factor) {
        this.x = x;
        this.y = y;
        this.distance = distance;
        this.theta = theta;
        this.factor = factor;
        this.weights = backward(factor, forward(factor, y));
    }

    /// A process fitted to these values, with its hyperparameters.
    ///
    /// @param x `n` points of `d` coordinates
    /// @param y `n` values, of about zero mean and unit variance
    /// @param caution the factor of the fitted length scales: below one, the process is less
    ///   certain between the points
    static GaussianProcess fitted(double[][] x, double[] y, Distance distance, double caution) {
        int d = x[0].length;
        double[][] squares = squares(x, distance);
        double[] low = new double[d + 2];
        double[] high = new double[d + 2];
        Arrays.fill(low, 0, d, Math.log(0.02));
        Arrays.fill(high, 0, d, Math.log(50));
        low[d] = Math.log(0.05);
        high[d] = Math.log(20);
        low[d + 1] = Math.log(MIN_NOISE);
        high[d + 1] = Math.log(1);
        double[] best = null;
        double height = Double.NEGATIVE_INFINITY;
        for (double length : new double[] {0.25, 1}) {
            double[] start = new double[d + 2];
            Arrays.fill(start, 0, d, Math.log(length * Math.sqrt(d)));
            start[d + 1] = Math.log(1e-3);
            LocalSearch.Peak peak =
                    LocalSearch.from(
                            start,
                            low,
                            high,
                            0.5,
                            1e-3,
                            EVALUATIONS_A_PARAMETER * (d + 2),
                            t -> logPosterior(squares, y, t));
            if (best == null || peak.height() > height) {
                best = peak.at();
                height = peak.height();
            }
        }
        double[] theta = java.util.Objects.requireNonNull(best);
        for (int c = 0; c < d; c++) {
            theta[c] += Math.log(caution);
        }
        return new GaussianProcess(x, y, distance, theta, factor(squares, y.length, theta));
    }

    /// This process with one more value and the same hyperparameters.
    GaussianProcess with(double[] point, double value) {
        double[][] more = Arrays.copyOf(x, x.length + 1);
        more[x.length] = point;
        double[] values = Arrays.copyOf(y, y.length + 1);
        values[y.length] = value;
        return new GaussianProcess(
                more,
                values,
                distance,
                theta,
                factor(squares(more, distance), values.length, theta));
    }

    /// The value without noise at a point of `d` coordinates.
    Belief at(double[] point) {
        int n = x.length;
        int d = point.length;
        double scale = Math.exp(theta[d]);
        double[] k = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            double r2 = 0;
            for (int c = 0; c < d; c++) {
                r2 += distance.squared(c, point[c], x[i][c]) * Math.exp(-2 * theta[c]);
            }
            k[i] = scale * matern(r2);
            mean += k[i] * weights[i];
        }
        double explained = 0;
        for (double v : forward(factor, k)) {
            explained += v * v;
        }
        return new Belief(mean, Math.sqrt(Math.max(scale - explained, 1e-12)));
    }

    private static double matern(double r2) {
        double r = ROOT5 * Math.sqrt(r2);
        return (1 + r + r * r / 3) * Math.exp(-r);
    }

    /// Squared distances, `d` for each pair `j < i`, in the order of the pairs.
    private static double[][] squares(double[][] x, Distance distance) {
        int n = x.length;
        double[][] squares = new double[n * (n - 1) / 2][x[0].length];
        for (int i = 0, at = 0; i < n; i++) {
            for (int j = 0; j < i; j++, at++) {
                for (int c = 0; c < x[0].length; c++) {
                    squares[at][c] = distance.squared(c, x[i][c], x[j][c]);
                }
            }
        }
        return squares;
    }

    /// The lower Cholesky factor of the kernel's matrix.
    private static double[][] factor(double[][] squares, int n, double[] theta) {
        int d = theta.length - 2;
        double scale = Math.exp(theta[d]);
        double[] inverse = new double[d];
        for (int c = 0; c < d; c++) {
            inverse[c] = Math.exp(-2 * theta[c]);
        }
        double[][] kernel = new double[n][n];
        for (int i = 0, at = 0; i < n; i++) {
            for (int j = 0; j < i; j++, at++) {
                double r2 = 0;
                for (int c = 0; c < d; c++) {
                    r2 += squares[at][c] * inverse[c];
                }
                kernel[i][j] = scale * matern(r2);
                kernel[j][i] = kernel[i][j];
            }
            kernel[i][i] = scale + Math.exp(theta[d + 1]) + MIN_NOISE;
        }
        return new CholeskyDecomposition(new Array2DRowRealMatrix(kernel, false), 1e-9, 0)
                .getL()
                .getData();
    }

    private static double logPosterior(double[][] squares, double[] y, double[] theta) {
        double[][] factor;
        try {
            factor = factor(squares, y.length, theta);
        } catch (MathRuntimeException e) {
            return Double.NEGATIVE_INFINITY;
        }
        double fit = 0;
        double determinant = 0;
        double[] z = forward(factor, y);
        for (int i = 0; i < z.length; i++) {
            fit += z[i] * z[i];
            determinant += Math.log(factor[i][i]);
        }
        return -0.5 * fit - determinant + logPrior(theta);
    }

    private static double logPrior(double[] theta) {
        int d = theta.length - 2;
        double sum = 0;
        for (int c = 0; c < d; c++) {
            sum += logNormal(theta[c], LENGTH + Math.log(d) / 2, Math.sqrt(3));
        }
        return sum + logNormal(theta[d], 0, 1) + logNormal(theta[d + 1], -10, 2);
    }

    /// The log density of the log-normal prior, up to a constant.
    private static double logNormal(double log, double mean, double deviation) {
        double z = (log - mean) / deviation;
        return -0.5 * z * z;
    }

    private static double[] forward(double[][] l, double[] b) {
        double[] z = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            double sum = b[i];
            double[] row = l[i];
            for (int j = 0; j < i; j++) {
                sum -= row[j] * z[j];
            }
            z[i] = sum / row[i];
        }
        return z;
    }

    private static double[] backward(double[][] l, double[] b) {
        double[] z = b.clone();
        for (int i = b.length - 1; i >= 0; i--) {
            z[i] /= l[i][i];
            for (int j = 0; j < i; j++) {
                z[j] -= l[i][j] * z[i];
            }
        }
        return z;
    }
}
