package io.tunebook.server.playbook.decision;

import io.tunebook.events.Evidence;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The reruns of one configuration.
///
/// @param values the objective of each completed one
/// @param infeasible how many diverged, or could not run
/// @param examples of the validation set; 0 when it is not known
@SuppressWarnings("ArrayRecordComponent")
public record Reruns(double[] values, int infeasible, double examples) {
    static final Reruns NONE = new Reruns(new double[0], 0, 0);

    /// How many have finished.
    public int finished() {
        return values.length + infeasible;
    }

    /// Whether all of two or more have the same value: a new seed changed nothing.
    boolean identical() {
        return values.length > 1 && Arrays.stream(values).allMatch(v -> v == values[0]);
    }

    public double mean() {
        return identical() ? values[0] : Arrays.stream(values).average().orElse(Double.NaN);
    }

    /// The sum of the squared deviations from the mean.
    double squares() {
        double mean = mean();
        return identical() ? 0 : Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    }

    /// The standard deviation between two or more reruns, with n - 1.
    public double deviation() {
        return Math.sqrt(squares() / (values.length - 1));
    }

    Evidence.Reruns toRecord() {
        return new Evidence.Reruns(values.length, infeasible, extreme(true), extreme(false));
    }

    private @Nullable Double extreme(boolean lowest) {
        var stream = Arrays.stream(values);
        return values.length == 0
                ? null
                : (Double) (lowest ? stream.min() : stream.max()).orElseThrow();
    }
}
