package io.tunebook.server.training.external;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The exact measurements of one trial, from its curves and from the run of its MLflow client, and
/// the value of the objective that they have.
///
/// A step that goes back in a metric means that the training was restored there: the values at and
/// after it no longer count.
final class MeasuredObjective {
    private static final int PAGE = 200;

    private final Map<String, NavigableMap<Long, Double>> byMetric = new HashMap<>();

    /// Which value of the curve is the trial's.
    enum Rule {
        BEST,
        LAST
    }

    /// @param step of the value
    /// @param steps the last step of all metrics
    /// @param others the finite values of the other metrics at that step
    record Value(double value, long step, long steps, Map<String, Double> others) {}

    static MeasuredObjective of(EventLog log, String trial) {
        MeasuredObjective all = new MeasuredObjective();
        all.read(log, "trial/" + trial);
        all.read(log, "run/" + trial);
        return all;
    }

    private void read(EventLog log, String stream) {
        long version = 0;
        List<RecordedEvent> page;
        do {
            page = log.readStream(stream, version, PAGE);
            for (RecordedEvent e : page) {
                version = e.streamVersion();
                add(Wire.decode(e.type(), e.typeVersion(), e.payload()));
            }
        } while (page.size() == PAGE);
    }

    /// Adds what an event measured.
    void add(Event event) {
        switch (event) {
            case Event.CurveMeasured e -> add(e.curve());
            case Event.RunMeasured e -> e.measurements().forEach(this::add);
            default -> {}
        }
    }

    private void add(Curve curve) {
        for (int m = 0; m < curve.metrics().size(); m++) {
            NavigableMap<Long, Double> series = series(curve.metrics().get(m));
            for (int i = 0; i < curve.steps().length; i++) {
                add(series, curve.steps()[i], curve.columns()[m][i]);
            }
        }
    }

    private void add(Measurements all) {
        NavigableMap<Long, Double> series = series(all.metric());
        for (int i = 0; i < all.size(); i++) {
            add(series, all.steps()[i], all.values()[i]);
        }
    }

    private NavigableMap<Long, Double> series(String metric) {
        return byMetric.computeIfAbsent(metric, _ -> new TreeMap<>());
    }

    private static void add(NavigableMap<Long, Double> series, long step, double value) {
        series.tailMap(step, true).clear();
        series.put(step, value);
    }

    /// Whether a value of the metric was measured.
    boolean has(String metric) {
        return byMetric.containsKey(metric);
    }

    /// The last step of all metrics; 0 without any.
    long steps() {
        return byMetric.values().stream().mapToLong(NavigableMap::lastKey).max().orElse(0);
    }

    /// The value of the objective; null when none of them is finite, or the last one is not.
    @Nullable Value value(Objective objective, Rule rule) {
        Map.Entry<Long, Double> chosen = null;
        for (Map.Entry<Long, Double> e : series(objective.metric()).entrySet()) {
            if (rule == Rule.LAST) {
                chosen = e;
            } else if (Double.isFinite(e.getValue())
                    && (chosen == null || isBetter(objective, e.getValue(), chosen.getValue()))) {
                chosen = e;
            }
        }
        if (chosen == null || !Double.isFinite(chosen.getValue())) {
            return null;
        }
        long step = chosen.getKey();
        Map<String, Double> others = new TreeMap<>();
        byMetric.forEach((metric, series) -> {
            Double at = series.get(step);
            if (at != null && Double.isFinite(at) && !metric.equals(objective.metric())) {
                others.put(metric, at);
            }
        });
        return new Value(chosen.getValue(), step, steps(), others);
    }

    private static boolean isBetter(Objective objective, double value, double than) {
        return objective.direction() == Direction.MINIMIZE ? value < than : value > than;
    }
}
