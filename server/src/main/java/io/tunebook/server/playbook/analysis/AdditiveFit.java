package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/// The part of an objective that the other hyperparameters explain: a ridge regression on a line
/// and a parabola in each of them, or on an indicator of each value of a choice.
///
/// The penalty is the one with the least generalized cross-validation error: G. H. Golub, M. Heath
/// and G. Wahba, "Generalized cross-validation as a method for choosing a good ridge parameter",
/// Technometrics 21 (1979). A hyperparameter that a residual is tested against is no part of the
/// fit, so that the residual is independent of it unless the objective depends on it.
final class AdditiveFit {
    /// More columns explain little and cost much.
    private static final int MAX_COLUMNS = 60;

    private final double[] target;
    private final List<double[]> columns = new ArrayList<>();
    private final List<Integer> owners = new ArrayList<>();

    /// @param target one number a trial
    AdditiveFit(double[] target) {
        this.target = centered(target);
    }

    /// Adds the line and the parabola of an ordered hyperparameter (Legendre polynomials).
    ///
    /// @param positions from 0 to 1; NaN where it does not exist
    void ordered(int owner, double[] positions) {
        add(owner, Arrays.stream(positions).map(u -> 2 * u - 1).toArray());
        add(
                owner,
                Arrays.stream(positions).map(u -> 1.5 * (2 * u - 1) * (2 * u - 1) - 0.5).toArray());
    }

    /// Adds the indicators of a choice.
    ///
    /// @param indices of the values; -1 where it does not exist
    void choice(int owner, int[] indices, int values) {
        for (int v = 0; v < values; v++) {
            int value = v;
            add(owner, Arrays.stream(indices).mapToDouble(i -> i == value ? 1 : 0).toArray());
        }
    }

    private void add(int owner, double[] column) {
        if (columns.size() < MAX_COLUMNS) {
            double[] known = Arrays.stream(column).filter(x -> !Double.isNaN(x)).toArray();
            double mean = Arrays.stream(known).average().orElse(0);
            double[] centered =
                    Arrays.stream(column).map(x -> Double.isNaN(x) ? 0 : x - mean).toArray();
            double size = Math.sqrt(dot(centered, centered) / Math.max(1, column.length));
            if (size > 1e-9) {
                columns.add(Arrays.stream(centered).map(x -> x / size).toArray());
                owners.add(owner);
            }
        }
    }

    /// The target without what all others explain.
    ///
    /// @param owner the hyperparameter that is no part of the fit
    double[] residual(int owner) {
        List<double[]> used = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (owners.get(i) != owner) {
                used.add(columns.get(i));
            }
        }
        return used.isEmpty() ? target.clone() : residual(used);
    }

    private double[] residual(List<double[]> used) {
        int c = used.size();
        double[][] gram = new double[c][c];
        double[] moments = new double[c];
        for (int i = 0; i < c; i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = gram[j][i] = dot(used.get(i), used.get(j));
            }
            moments[i] = dot(used.get(i), target);
        }
        var eigen = new EigenDecompositionSymmetric(new Array2DRowRealMatrix(gram, false));
        double[] sizes = eigen.getEigenvalues();
        double[] along = eigen.getV().preMultiply(moments);
        double penalty = penalty(sizes, along);
        double[] scaled = new double[c];
        for (int i = 0; i < c; i++) {
            scaled[i] = along[i] / (Math.max(0, sizes[i]) + penalty);
        }
        double[] weights = eigen.getV().operate(scaled);
        double[] residual = target.clone();
        for (int i = 0; i < c; i++) {
            double[] column = used.get(i);
            for (int t = 0; t < residual.length; t++) {
                residual[t] -= weights[i] * column[t];
            }
        }
        return residual;
    }

    private double penalty(double[] sizes, double[] along) {
        int n = target.length;
        double total = dot(target, target);
        double best = Double.POSITIVE_INFINITY;
        double chosen = n;
        for (int step = -6; step <= 4; step++) {
            double penalty = n * Math.pow(10, step / 2.0);
            double explained = 0;
            double freedom = 1;
            for (int i = 0; i < sizes.length; i++) {
                double size = Math.max(0, sizes[i]);
                double shrinkage = size / (size + penalty);
                freedom += shrinkage;
                explained +=
                        size > 1e-9 * n
                                ? along[i] * along[i] / size * shrinkage * (2 - shrinkage)
                                : 0;
            }
            double left = Math.max(1e-9, n - freedom);
            double error = Math.max(0, total - explained) / (left * left);
            if (error < best) {
                best = error;
                chosen = penalty;
            }
        }
        return chosen;
    }

    private static double[] centered(double[] values) {
        double mean = Arrays.stream(values).average().orElse(0);
        return Arrays.stream(values).map(x -> x - mean).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
