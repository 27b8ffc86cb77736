package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective.Direction;
import java.util.Arrays;

/// Objectives in which a value far on the bad side counts as a bound: that of the median, moved
/// away from the best by twice the median's distance to the best.
///
/// Without it, the variance of a study whose trials collapse to chance, or diverge without a NaN,
/// is that of these trials alone, however bad they are. Values on the good side are never changed.
final class Winsorized {
    private static final double TIMES = 2;

    private Winsorized() {}

    static double[] of(double[] values, Direction direction) {
        if (values.length == 0) {
            return values;
        }
        double sign = direction == Direction.MINIMIZE ? 1 : -1;
        double[] sorted = Arrays.stream(values).map(v -> sign * v).sorted().toArray();
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        double distance = median - sorted[0];
        if (distance <= 0) {
            // Half of the trials are equally the best: there is no scale on the good side.
            return values;
        }
        double bound = median + TIMES * distance;
        return Arrays.stream(values).map(v -> sign * Math.min(sign * v, bound)).toArray();
    }
}
