package io.tunebook.server.model;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/// The last value of each metric of a run but one, as a view: a run with many metrics is not copied
/// when it changes.
final class LastValues extends AbstractMap<String, Double> {
    private final PMap<String, Run.Metric> metrics;
    private final String except;

    LastValues(PMap<String, Run.Metric> metrics, String except) {
        this.metrics = metrics;
        this.except = except;
    }

    @Override
    public @Nullable Double get(@Nullable Object name) {
        Run.Metric metric = except.equals(name) ? null : metrics.get(name);
        return metric == null ? null : metric.value();
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return !except.equals(name) && metrics.containsKey(name);
    }

    @Override
    public Set<Map.Entry<String, Double>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Map.Entry<String, Double>> iterator() {
                return metrics.entrySet().stream()
                        .filter(e -> !e.getKey().equals(except))
                        .map(e -> Map.entry(e.getKey(), e.getValue().value()))
                        .iterator();
            }

            @Override
            public int size() {
                return metrics.size() - (metrics.containsKey(except) ? 1 : 0);
            }
        };
    }
}
