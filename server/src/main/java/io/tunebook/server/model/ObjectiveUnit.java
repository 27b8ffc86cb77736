package io.tunebook.server.model;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Unit;
import io.tunebook.events.Value;

/// The unit of a project's objective, and where it is from.
///
/// A guess is made when the project is read, from the metric's name and from the values of its
/// completed trials and baselines so far. It is never recorded.
///
/// @param guessed whether the unit is a guess rather than a recorded fact
/// @param why the reason for a guess, such as `validation/accuracy has values up to 93.2`; empty
///   for a fact
public record ObjectiveUnit(Unit unit, boolean guessed, String why) {

    static ObjectiveUnit of(Objective objective, ValueRange values) {
        Unit known = objective.unit();
        return known == null ? guess(objective, values) : new ObjectiveUnit(known, false, "");
    }

    private static ObjectiveUnit guess(Objective objective, ValueRange values) {
        String metric = objective.metric();
        if (objective.examples() == null && !MetricName.of(metric).share()) {
            return guessed(Unit.NONE, "the name %s does not suggest a share".formatted(metric));
        }
        if (values.empty()) {
            return guessed(
                    Unit.FRACTION,
                    "the name %s suggests a share, and no trial has completed".formatted(metric));
        }
        if (values.low() < 0) {
            return guessed(
                    Unit.NONE, "%s has values down to %s".formatted(metric, text(values.low())));
        }
        String up = "%s has values up to %s".formatted(metric, text(values.high()));
        return guessed(
                values.high() <= 1
                        ? Unit.FRACTION
                        : values.high() <= 100 ? Unit.PERCENT : Unit.NONE,
                up);
    }

    private static ObjectiveUnit guessed(Unit unit, String why) {
        return new ObjectiveUnit(unit, true, why);
    }

    private static String text(double value) {
        return new Value.Real(value).toString();
    }

    /// The objective in this unit.
    Objective in(Objective objective) {
        return guessed
                ? objective.in(unit, unit == Unit.NONE ? null : objective.examples())
                : objective;
    }
}
