package io.tunebook.server.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/// The series of one trial by metric, in the order of the names. A change costs at most the
/// logarithm of their number: few are in arrays, which take the least memory, many in a tree, whose
/// versions share all but one path and whose cost no choice of names increases.
sealed interface TrialSeries {
    int MAX_IN_ARRAYS = 16;

    TrialSeries EMPTY = new Few(new String[0], new MetricSeries[0]);

    /// The series of the metric; empty when there is none.
    MetricSeries get(String metric);

    TrialSeries with(String metric, MetricSeries series);

    /// The names, sorted.
    Collection<String> names();

    static TrialSeries of(Map<String, MetricSeries> all) {
        if (all.size() > MAX_IN_ARRAYS) {
            return new Many(TreePMap.<String, MetricSeries>empty().plusAll(all));
        }
        Map<String, MetricSeries> sorted = new TreeMap<>(all);
        return new Few(
                sorted.keySet().toArray(String[]::new),
                sorted.values().toArray(MetricSeries[]::new));
    }

    /// Up to [#MAX_IN_ARRAYS] series.
    @SuppressWarnings("ArrayRecordComponent")
    record Few(String[] sorted, MetricSeries[] series) implements TrialSeries {
        @Override
        public MetricSeries get(String metric) {
            int at = Arrays.binarySearch(sorted, metric);
            return at < 0 ? MetricSeries.EMPTY : series[at];
        }

        @Override
        public TrialSeries with(String metric, MetricSeries next) {
            int at = Arrays.binarySearch(sorted, metric);
            if (at >= 0) {
                MetricSeries[] all = series.clone();
                all[at] = next;
                return new Few(sorted, all);
            }
            if (sorted.length == MAX_IN_ARRAYS) {
                PMap<String, MetricSeries> many = TreePMap.empty();
                for (int i = 0; i < sorted.length; i++) {
                    many = many.plus(sorted[i], series[i]);
                }
                return new Many(many.plus(metric, next));
            }
            return new Few(
                    inserted(sorted, -at - 1, metric.intern()), inserted(series, -at - 1, next));
        }

        private static <T> T[] inserted(T[] all, int at, T next) {
            T[] more = Arrays.copyOf(all, all.length + 1);
            System.arraycopy(all, at, more, at + 1, all.length - at);
            more[at] = next;
            return more;
        }

        @Override
        public Collection<String> names() {
            return List.of(sorted);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Few that
                    && Arrays.equals(sorted, that.sorted)
                    && Arrays.equals(series, that.series);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(sorted);
        }

        @Override
        public String toString() {
            return Arrays.toString(sorted);
        }
    }

    /// More series than [#MAX_IN_ARRAYS].
    record Many(PMap<String, MetricSeries> all) implements TrialSeries {
        @Override
        public MetricSeries get(String metric) {
            return all.getOrDefault(metric, MetricSeries.EMPTY);
        }

        @Override
        public TrialSeries with(String metric, MetricSeries next) {
            return new Many(all.plus(metric, next));
        }

        @Override
        public Collection<String> names() {
            return all.keySet();
        }
    }
}
