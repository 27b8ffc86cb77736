package io.tunebook.server.playbook.search;

/// Finds a local maximum of a smooth function within bounds by its gradient: BFGS with projected
/// steps that halve until the function rises enough (J. Nocedal and S. J. Wright, "Numerical
/// Optimization" (2006), chapters 3, 6 and 16).
final class QuasiNewton {
    private static final int HALVINGS = 12;
    private static final double ENOUGH = 1e-4;
    private static final double MAX_STEP = 2;
    private static final double PRECISION = 1e-3;

    private final Slope function;
    private final double[] low;
    private final double[] high;
    private double[] at;
    private double[] gradient;
    private double height;
    private double[][] curvature;

    interface Slope {
        /// @param gradient receives the gradient, when the value is finite
        /// @return the value at a point; negative infinity where the function does not exist
        double height(double[] at, double[] gradient);
    }

    private QuasiNewton(double[] start, double[] low, double[] high, Slope function) {
        this.function = function;
        this.low = low;
        this.high = high;
        this.at = projected(start, start, 0);
        this.gradient = new double[start.length];
        this.height = function.height(at, gradient);
        this.curvature = identity(start.length);
    }

    /// @param steps the maximum number of steps
    static LocalSearch.Peak from(
            double[] start, double[] low, double[] high, int steps, Slope function) {
        QuasiNewton search = new QuasiNewton(start, low, high, function);
        boolean fresh = true;
        for (int i = 0; i < steps && Double.isFinite(search.height); i++) {
            double before = search.height;
            boolean risen = search.step();
            if (risen && search.height - before > PRECISION) {
                fresh = false;
            } else if (fresh) {
                break;
            } else {
                search.curvature = identity(start.length);
                fresh = true;
            }
        }
        return new LocalSearch.Peak(search.at, search.height);
    }

    private boolean step() {
        double[] direction = direction();
        double[] slope = new double[at.length];
        double length = 1;
        for (int i = 0; i < HALVINGS; i++, length /= 2) {
            double[] next = projected(at, direction, length);
            double seen = function.height(next, slope);
            double rise = 0;
            for (int c = 0; c < at.length; c++) {
                rise += gradient[c] * (next[c] - at[c]);
            }
            if (seen >= height + ENOUGH * rise && seen > height) {
                update(next, slope);
                height = seen;
                return true;
            }
        }
        return false;
    }

    /// Uphill among the coordinates that can move, not longer than the maximum in any.
    private double[] direction() {
        int n = at.length;
        double[] direction = new double[n];
        double uphill = 0;
        for (int i = 0; i < n; i++) {
            if (blocked(i)) {
                continue;
            }
            for (int j = 0; j < n; j++) {
                direction[i] += blocked(j) ? 0 : curvature[i][j] * gradient[j];
            }
            uphill += direction[i] * gradient[i];
        }
        double longest = 0;
        for (int i = 0; i < n; i++) {
            if (uphill <= 0) {
                direction[i] = blocked(i) ? 0 : gradient[i];
            }
            longest = Math.max(longest, Math.abs(direction[i]));
        }
        for (int i = 0; i < n && longest > MAX_STEP; i++) {
            direction[i] *= MAX_STEP / longest;
        }
        return direction;
    }

    private boolean blocked(int i) {
        return (at[i] <= low[i] && gradient[i] < 0) || (at[i] >= high[i] && gradient[i] > 0);
    }

    private double[] projected(double[] from, double[] direction, double length) {
        double[] next = new double[from.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = Math.clamp(from[i] + length * direction[i], low[i], high[i]);
        }
        return next;
    }

    /// The BFGS update of the inverse of the negative Hessian matrix.
    private void update(double[] next, double[] slope) {
        int n = at.length;
        double[] s = new double[n];
        double[] y = new double[n];
        double sy = 0;
        for (int i = 0; i < n; i++) {
            s[i] = next[i] - at[i];
            y[i] = gradient[i] - slope[i];
            sy += s[i] * y[i];
        }
        if (sy > 1e-10) {
            double[] hy = new double[n];
            double yhy = 0;
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    hy[i] += curvature[i][j] * y[j];
                }
                yhy += y[i] * hy[i];
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    curvature[i][j] +=
                            (1 + yhy / sy) * s[i] * s[j] / sy - (hy[i] * s[j] + s[i] * hy[j]) / sy;
                }
            }
        }
        at = next;
        gradient = slope.clone();
    }

    private static double[][] identity(int n) {
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
    }
}
