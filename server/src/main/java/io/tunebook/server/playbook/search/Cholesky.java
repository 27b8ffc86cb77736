package io.tunebook.server.playbook.search;

import org.jspecify.annotations.Nullable;

/// The factor `U` of a symmetric positive definite matrix `UᵀU`.
///
/// The loops run along rows, so that the compiler can vectorise them.
///
/// @param rows `n` rows of `n`, zero below the diagonal
record Cholesky(double[][] rows) {
    private static final double MIN_PIVOT = 1e-10;

    /// @param matrix `n` by `n`, of which the part on and above the diagonal is read; overwritten
    /// @return null when the matrix is not positive definite in floating point
    static @Nullable Cholesky of(double[][] matrix) {
        int n = matrix.length;
        for (int k = 0; k < n; k++) {
            double[] row = matrix[k];
            if (!(row[k] > MIN_PIVOT)) {
                return null;
            }
            double pivot = Math.sqrt(row[k]);
            for (int j = k; j < n; j++) {
                row[j] /= pivot;
            }
            for (int i = k + 1; i < n; i++) {
                subtract(matrix[i], row[i], row, i);
            }
        }
        return new Cholesky(matrix);
    }

    private static void subtract(double[] from, double factor, double[] row, int start) {
        for (int j = start; j < from.length; j++) {
            from[j] -= factor * row[j];
        }
    }

    /// The solution of `Uᵀz = b`.
    double[] forward(double[] b) {
        double[] z = b.clone();
        for (int k = 0; k < z.length; k++) {
            z[k] /= rows[k][k];
            subtract(z, z[k], rows[k], k + 1);
        }
        return z;
    }

    /// The solution of `Ux = z`.
    double[] backward(double[] z) {
        double[] x = z.clone();
        for (int k = x.length - 1; k >= 0; k--) {
            double sum = x[k];
            for (int j = k + 1; j < x.length; j++) {
                sum -= rows[k][j] * x[j];
            }
            x[k] = sum / rows[k][k];
        }
        return x;
    }

    /// Half of the logarithm of the determinant of the matrix.
    double logRoot() {
        double sum = 0;
        for (int k = 0; k < rows.length; k++) {
            sum += Math.log(rows[k][k]);
        }
        return sum;
    }

    /// The inverse of the matrix, on and below the diagonal.
    double[][] inverse() {
        int n = rows.length;
        // Row i of the inverse of Uᵀ, which is lower triangular.
        double[][] lower = new double[n][n];
        for (int i = 0; i < n; i++) {
            lower[i][i] = 1;
        }
        for (int k = 0; k < n; k++) {
            double[] done = lower[k];
            for (int j = 0; j <= k; j++) {
                done[j] /= rows[k][k];
            }
            for (int i = k + 1; i < n; i++) {
                double factor = rows[k][i];
                for (int j = 0; j <= k; j++) {
                    lower[i][j] -= factor * done[j];
                }
            }
        }
        double[][] inverse = new double[n][n];
        for (double[] row : lower) {
            for (int i = 0; i < n; i++) {
                double factor = row[i];
                for (int j = 0; j <= i; j++) {
                    inverse[i][j] += factor * row[j];
                }
            }
        }
        return inverse;
    }
}
