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

/// Climbs to a near peak of a smooth function within bounds, without its gradient: M. J. D.
/// Powell's BOBYQA, and Brent's method in one dimension, both as Hipparchus has them.
final class LocalSearch {
    /// Stands for what has no value, since the optimisers need a number.
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

    /// The highest place that was seen on the way; the start when there was no way up.
    ///
    /// @param radius how far the first steps go
    /// @param precision how short the last ones are
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
            // Out of evaluations, or no better step within its precision: the best seen stands.
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
