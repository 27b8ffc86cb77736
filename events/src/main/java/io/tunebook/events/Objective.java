package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/// The metric that a project optimises.
///
/// @param metric the name of the measured curve, such as `validation/error`
/// @param direction whether lower or higher values are better
/// @param unit the unit of its values, null when not known
/// @param examples the size of the validation set that it is a share of, null when not known
public record Objective(
        String metric,
        Direction direction,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Unit unit,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long examples) {
    public enum Direction {
        MINIMIZE,
        MAXIMIZE
    }

    /// The unit of an objective's values.
    public enum Unit {
        /// A share from 0 to 1, shown as a percentage.
        @JsonProperty("fraction")
        FRACTION,
        /// A share from 0 to 100.
        @JsonProperty("percent")
        PERCENT,
        /// No share: a loss, a score, a time.
        @JsonProperty("none")
        NONE
    }

    @JsonCreator
    public Objective {
        metric = Rejection.text("objective metric", metric, 250);
        if (examples != null && (examples < 1 || unit == Unit.NONE)) {
            throw new Rejection(
                    unit == Unit.NONE
                            ? "the objective '%s' has a number of examples, but its unit is none: only a fraction or a percentage is a share of examples"
                                    .formatted(metric)
                            : "the objective '%s' has %d examples: use 1 or more, or none if their number is unknown"
                                    .formatted(metric, examples));
        }
    }

    /// An objective whose unit is not known.
    public Objective(String metric, Direction direction) {
        this(metric, direction, null, null);
    }

    /// The same metric and direction in this unit.
    ///
    /// @param size of the validation set, null when not known
    public Objective in(Unit next, @Nullable Long size) {
        return new Objective(metric, direction, next, size);
    }

    /// Whether the other one is the same metric in the same direction, in whatever unit.
    public boolean sameMetric(Objective other) {
        return metric.equals(other.metric) && direction == other.direction;
    }

    /// Whether its values are shares of examples, such as an error rate or an accuracy.
    public boolean share() {
        return unit == Unit.FRACTION || unit == Unit.PERCENT;
    }

    /// The value at which a share is all of its examples: 1, or 100 in percent.
    public double whole() {
        return unit == Unit.PERCENT ? 100 : 1;
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
