package io.tunebook.server.playbook.search;

import java.util.List;

/// A Gaussian process with a constant mean of zero; C. E. Rasmussen and C. K. I. Williams,
/// "Gaussian Processes for Machine Learning" (2006), chapter 2.
final class GaussianProcess {
    private final double[][] x;
    private final double[] y;
    private final Distance distance;
    private final Matern kernel;
    private final Cholesky factor;
    private final double[] weights;

    /// The squared distance of two encoded points in one coordinate.
    interface Distance {
        double squared(int coordinate, double a, double b);
    }

    /// A normal distribution of the function's value at a point.
    record Belief(double mean, double deviation) {}

    /// @param x `n` points of `d` coordinates
    /// @param y `n` values, of about zero mean and unit variance
    GaussianProcess(double[][] x, double[] y, Distance distance, Matern kernel) {
        this.x = x;
        this.y = y;
        this.distance = distance;
        this.kernel = kernel;
        this.factor = factor(x, distance, kernel);
        this.weights = factor.backward(factor.forward(y));
    }

    private static Cholesky factor(double[][] x, Distance distance, Matern kernel) {
        double jitter = 0;
        while (true) {
            double[][] matrix = kernel.matrix(x, distance);
            for (int i = 0; i < x.length; i++) {
                matrix[i][i] += jitter;
            }
            Cholesky factor = Cholesky.of(matrix);
            if (factor != null) {
                return factor;
            }
            jitter = jitter == 0 ? 1e-9 : jitter * 10;
        }
    }

    /// This process with the value that it expects at each of these points: only its uncertainty
    /// changes.
    GaussianProcess believing(List<double[]> points) {
        if (points.isEmpty()) {
            return this;
        }
        int n = x.length;
        double[][] more = new double[n + points.size()][];
        double[] values = new double[more.length];
        for (int i = 0; i < more.length; i++) {
            more[i] = i < n ? x[i] : points.get(i - n);
            values[i] = i < n ? y[i] : at(more[i]).mean();
        }
        return new GaussianProcess(more, values, distance, kernel);
    }

    Matern kernel() {
        return kernel;
    }

    /// The expected value without noise at a point of `d` coordinates.
    double mean(double[] point) {
        double mean = 0;
        for (int i = 0; i < x.length; i++) {
            mean += kernel.covariance(point, x[i], distance) * weights[i];
        }
        return mean;
    }

    /// The value without noise at a point of `d` coordinates.
    Belief at(double[] point) {
        double[] k = new double[x.length];
        double mean = 0;
        for (int i = 0; i < k.length; i++) {
            k[i] = kernel.covariance(point, x[i], distance);
            mean += k[i] * weights[i];
        }
        double explained = 0;
        for (double v : factor.forward(k)) {
            explained += v * v;
        }
        return new Belief(mean, Math.sqrt(Math.max(kernel.scale() - explained, 1e-12)));
    }
}
