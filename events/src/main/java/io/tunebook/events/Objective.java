package io.tunebook.events;

/// The metric that a project optimises.
///
/// @param metric the name of the measured curve, such as `validation/error`
/// @param direction whether lower or higher values are better
public record Objective(String metric, Direction direction) {
    public enum Direction {
        MINIMIZE,
        MAXIMIZE
    }

    public Objective {
        metric = Rejection.text("objective metric", metric, 250);
    }

    /// Whether `a` is better than `b`; NaN is worse than anything.
    public boolean better(double a, double b) {
        if (Double.isNaN(a)) {
            return false;
        }
        if (Double.isNaN(b)) {
            return true;
        }
        return direction == Direction.MINIMIZE ? a < b : a > b;
    }
}
