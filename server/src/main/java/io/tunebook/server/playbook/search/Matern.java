package io.tunebook.server.playbook.search;

/// A Matérn 5/2 kernel with one length scale for each coordinate (automatic relevance
/// determination), and the variance of the noise; C. E. Rasmussen and C. K. I. Williams, "Gaussian
/// Processes for Machine Learning" (2006), chapters 4 and 5.
///
/// @param inverse of each squared length scale
/// @param scale the variance of the function
/// @param noise the variance of a value around the function
record Matern(double[] inverse, double scale, double noise) {
    private static final double ROOT5 = Math.sqrt(5);

    /// @param theta the logarithms of `d` length scales, of the scale and of the noise
    static Matern of(double[] theta) {
        int d = theta.length - 2;
        double[] inverse = new double[d];
        for (int c = 0; c < d; c++) {
            inverse[c] = Math.exp(-2 * theta[c]);
        }
        return new Matern(inverse, Math.exp(theta[d]), Math.exp(theta[d + 1]));
    }

    /// The kernel with all length scales multiplied by a factor.
    Matern stretched(double factor) {
        double[] other = inverse.clone();
        for (int c = 0; c < other.length; c++) {
            other[c] /= factor * factor;
        }
        return new Matern(other, scale, noise);
    }

    /// The squared distance of two points in length scales.
    double distance(double[] a, double[] b, GaussianProcess.Distance distance) {
        double r2 = 0;
        for (int c = 0; c < inverse.length; c++) {
            r2 += inverse[c] * distance.squared(c, a[c], b[c]);
        }
        return r2;
    }

    /// The covariance of two points.
    double covariance(double[] a, double[] b, GaussianProcess.Distance distance) {
        double r = ROOT5 * Math.sqrt(distance(a, b, distance));
        return scale * (1 + r + r * r / 3) * Math.exp(-r);
    }

    /// The covariances of values at `n` points, on and above the diagonal.
    double[][] matrix(double[][] x, GaussianProcess.Distance distance) {
        int n = x.length;
        double[][] matrix = new double[n][n];
        for (int i = 0; i < n; i++) {
            matrix[i][i] = scale + noise;
            for (int j = i + 1; j < n; j++) {
                matrix[i][j] = covariance(x[i], x[j], distance);
            }
        }
        return matrix;
    }
}
