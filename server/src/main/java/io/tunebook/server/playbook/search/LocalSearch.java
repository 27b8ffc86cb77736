package io.tunebook.server.playbook.search;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.hipparchus.optim.univariate.BrentOptimizer;
import org.hipparchus.optim.univariate.SearchInterval;
import org.hipparchus.optim.univariate.UnivariateObjectiveFunction;

/// Finds a local maximum of a smooth function within bounds, without its gradient: M. J. D.
/// Powell's BOBYQA, and Brent's method in one dimension, both from Hipparchus.
final class LocalSearch {
    /// The value of a point without a finite value, since the optimisers need a number.
    private static final double ABYSS = -1e100;

    private double[] at;
    private double height;

    interface Terrain {
        double height(double[] at);
    }

    record Peak(double[] at, double height) {}

    private LocalSearch(double[] start, double height) {
        this.at = start;
        this.height = height;
    }

    /// The highest point evaluated; the start when none is higher.
    ///
    /// @param radius the length of the first steps
    /// @param precision the length of the last steps
    static Peak from(
            double[] start,
            double[] low,
            double[] high,
            double radius,
            double precision,
            int evaluations,
            Terrain terrain) {
        LocalSearch climb = new LocalSearch(start.clone(), terrain.height(start));
        try {
            if (start.length == 1) {
                climb.line(start, low, high, radius, precision, evaluations, terrain);
            } else {
                new BOBYQAOptimizer(2 * start.length + 1, radius, precision)
                        .optimize(
                                new MaxEval(evaluations),
                                GoalType.MAXIMIZE,
                                new InitialGuess(start),
                                new SimpleBounds(low, high),
                                new ObjectiveFunction(x -> climb.look(x, terrain)));
            }
        } catch (MathRuntimeException e) {
            // No evaluations left, or no better step within the precision: the best point is the
            // result.
            return new Peak(climb.at, climb.height);
        }
        return new Peak(climb.at, climb.height);
    }

    private void line(
            double[] start,
            double[] low,
            double[] high,
            double radius,
            double precision,
            int evaluations,
            Terrain terrain) {
        new BrentOptimizer(precision, precision)
                .optimize(
                        new MaxEval(evaluations),
                        GoalType.MAXIMIZE,
                        new SearchInterval(
                                Math.max(low[0], start[0] - radius),
                                Math.min(high[0], start[0] + radius),
                                start[0]),
                        new UnivariateObjectiveFunction(x -> look(new double[] {x}, terrain)));
    }

    private double look(double[] x, Terrain terrain) {
        double seen = terrain.height(x);
        if (seen > height) {
            height = seen;
            at = x.clone();
        }
        return Double.isFinite(seen) ? seen : ABYSS;
    }
}
