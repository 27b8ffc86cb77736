package io.tunebook.server.book;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// What was measured during each trial, as of a position.
public record Curves(PMap<String, PVector<Curve>> byTrial) {
    public static final Curves EMPTY = new Curves(HashTreePMap.empty());

    /// One metric of one trial.
    ///
    /// @param steps `n` rising steps
    /// @param values `n` values
    public record Series(String metric, float[] steps, float[] values) {
        public boolean isEmpty() {
            return steps.length == 0;
        }

        public int size() {
            return steps.length;
        }

        public float last() {
            return values[values.length - 1];
        }
    }

    public Curves fold(Event event) {
        if (!(event instanceof Event.CurveMeasured e)) {
            return this;
        }
        @Nullable PVector<Curve> known = byTrial.get(e.trial());
        PVector<Curve> parts = known == null ? TreePVector.empty() : known;
        return new Curves(byTrial.plus(e.trial(), parts.plus(e.curve())));
    }

    /// The metric's measurements in the order of the steps; empty when there are none.
    public Series series(String trial, String metric) {
        List<Curve> parts = byTrial.getOrDefault(trial, TreePVector.empty());
        int n = 0;
        for (Curve part : parts) {
            n += part.metrics().contains(metric) ? part.steps().length : 0;
        }
        float[] steps = new float[n];
        float[] values = new float[n];
        int at = 0;
        for (Curve part : parts) {
            int column = part.metrics().indexOf(metric);
            if (column < 0) {
                continue;
            }
            for (int i = 0; i < part.steps().length; i++) {
                steps[at] = part.steps()[i];
                values[at++] = part.columns()[column][i];
            }
        }
        return new Series(metric, steps, values);
    }

    /// The names of the metrics that the trial has measured, sorted.
    public List<String> metricsOf(String trial) {
        return byTrial.getOrDefault(trial, TreePVector.empty()).stream()
                .flatMap(c -> c.metrics().stream())
                .distinct()
                .sorted()
                .toList();
    }
}
