package io.tunebook.server.model;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/// The measurements of each trial, as of a position, in single precision for plots and findings.
/// The exact values are in the log. Of several measurements at one step, the last one counts.
///
/// All versions share the arrays of measurements, and each version has its own length. With one
/// pair of extremes for every 64 measurements (the lowest level of a min/max pyramid, whose upper
/// levels cost more to store than to compute), a measurement takes about 4.3 bytes.
public final class Curves {
    public static final Curves EMPTY = new Curves(HashTreePMap.empty());

    private final PMap<String, TrialMetrics> byTrial;

    private Curves(PMap<String, TrialMetrics> byTrial) {
        this.byTrial = byTrial;
    }

    /// One metric of one trial.
    ///
    /// @param steps `n` increasing steps
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

    /// One metric of one trial, downsampled to the columns of a plot.
    public record Buckets(String metric, List<Bucket> buckets) {}

    /// One column of a plot.
    ///
    /// @param step of the first measurement in it
    /// @param lowest of the values; infinities are values; NaN when there are none
    /// @param highest of the values
    /// @param notNumbers the number of measurements that are NaN
    public record Bucket(long step, float lowest, float highest, int notNumbers) {}

    /// Consecutive measurements of a metric, in stored form.
    ///
    /// @param first the step of the first measurement
    /// @param stride between steps, when it is even
    /// @param steps all steps when the stride is uneven; else null
    /// @param values `n` values
    @SuppressWarnings("ArrayRecordComponent")
    public record Segment(long first, long stride, long @Nullable [] steps, float[] values) {}

    /// One metric of one trial, in stored form.
    public record StoredMetric(String metric, List<Segment> stretches) {}

    /// The tracks of one trial: a few, in the order of their first measurements.
    private record TrialMetrics(String[] names, MetricSeries[] tracks) {
        static final TrialMetrics NONE = new TrialMetrics(new String[0], new MetricSeries[0]);

        TrialMetrics plus(Curve curve) {
            List<String> metrics = curve.metrics();
            String[] allNames = names;
            MetricSeries[] all = tracks.clone();
            for (int c = 0; c < metrics.size(); c++) {
                int at = index(allNames, metrics.get(c));
                if (at < 0) {
                    at = allNames.length;
                    allNames = Arrays.copyOf(allNames, at + 1);
                    allNames[at] = metrics.get(c).intern();
                    all = Arrays.copyOf(all, at + 1);
                    all[at] = MetricSeries.EMPTY;
                }
                all[at] = SortedSeries.of(curve, c).onto(all[at]);
            }
            return new TrialMetrics(allNames, all);
        }

        /// The last of several measurements at the same step counts.
        TrialMetrics plus(Measurements m) {
            int at = index(names, m.metric());
            String[] allNames = names;
            MetricSeries[] all = tracks.clone();
            if (at < 0) {
                at = names.length;
                allNames = Arrays.copyOf(names, at + 1);
                allNames[at] = m.metric().intern();
                all = Arrays.copyOf(all, at + 1);
                all[at] = MetricSeries.EMPTY;
            }
            all[at] = SortedSeries.of(m).onto(all[at]);
            return new TrialMetrics(allNames, all);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof TrialMetrics that
                    && Arrays.equals(names, that.names)
                    && Arrays.equals(tracks, that.tracks);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(names);
        }

        @Override
        public String toString() {
            return Arrays.toString(names);
        }

        MetricSeries track(String name) {
            int at = index(names, name);
            return at < 0 ? MetricSeries.EMPTY : tracks[at];
        }

        private static int index(String[] names, String name) {
            for (int i = 0; i < names.length; i++) {
                if (names[i].equals(name)) {
                    return i;
                }
            }
            return -1;
        }
    }

    public Curves fold(Event event) {
        if (event instanceof Event.CurveMeasured e) {
            return new Curves(byTrial.plus(e.trial(), metrics(e.trial()).plus(e.curve())));
        }
        if (event instanceof Event.RunMeasured e) {
            TrialMetrics all = metrics(e.run());
            for (Measurements m : e.measurements()) {
                all = all.plus(m);
            }
            return new Curves(byTrial.plus(e.run(), all));
        }
        return this;
    }

    /// A mutable copy for a fold by one thread, which uses only the last version.
    Curves toTransient() {
        return new Curves(TransientMap.of(byTrial));
    }

    /// The persistent curves of [#toTransient].
    Curves toPersistent() {
        return new Curves(TransientMap.done(byTrial));
    }

    /// The trials with measurements.
    public Set<String> trials() {
        return byTrial.keySet();
    }

    /// A trial's curves in stored form, copied.
    public List<StoredMetric> stored(String trial) {
        TrialMetrics metrics = metrics(trial);
        List<StoredMetric> stored = new ArrayList<>();
        for (int i = 0; i < metrics.names().length; i++) {
            stored.add(new StoredMetric(metrics.names()[i], metrics.tracks()[i].stretches()));
        }
        return stored;
    }

    /// The curves from their stored form ([#stored]); takes ownership of the arrays.
    ///
    /// @param stored of each trial
    public static Curves of(Map<String, List<StoredMetric>> stored) {
        Map<String, TrialMetrics> byTrial = LinkedHashMap.newLinkedHashMap(stored.size());
        stored.forEach((trial, metrics) ->
                byTrial.put(
                        trial,
                        new TrialMetrics(
                                metrics.stream().map(StoredMetric::metric).toArray(String[]::new),
                                metrics.stream()
                                        .map(m -> MetricSeries.of(m.stretches()))
                                        .toArray(MetricSeries[]::new))));
        return new Curves(HashTreePMap.from(byTrial));
    }

    /// The metric's measurements in the order of the steps; empty when there are none.
    public Series series(String trial, String metric) {
        return metrics(trial).track(metric).series(metric);
    }

    /// Identifies the version of a metric's measurements: equal only for the same version. Does not
    /// keep the measurements reachable.
    public Version version(String trial, String metric) {
        return new Version(metrics(trial).track(metric));
    }

    /// Compared by identity, because comparing the measurements would take long.
    public static final class Version {
        private final WeakReference<MetricSeries> track;

        private Version(MetricSeries track) {
            this.track = new WeakReference<>(track);
        }

        @Override
        public boolean equals(Object other) {
            MetricSeries series = track.get();
            return series != null && other instanceof Version that && that.track.refersTo(series);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(track.get());
        }
    }

    /// The number of measurements of the metric.
    public int size(String trial, String metric) {
        return metrics(trial).track(metric).size();
    }

    /// The highest step at which the metric was measured.
    public OptionalLong lastStep(String trial, String metric) {
        MetricSeries track = metrics(trial).track(metric);
        return track.size() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(track.step(track.size() - 1));
    }

    /// The metric downsampled to a number of columns, with spikes and NaN values.
    ///
    /// @param columns 1 or more, of equal width in steps
    /// @param from the first step to show
    /// @param to the last step to show
    public Buckets buckets(String trial, String metric, int columns, long from, long to) {
        return metrics(trial).track(metric).buckets(metric, columns, from, to);
    }

    /// The names of the trial's metrics, sorted.
    public List<String> metricsOf(String trial) {
        return Arrays.stream(metrics(trial).names()).sorted().toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Curves that && byTrial.equals(that.byTrial);
    }

    @Override
    public int hashCode() {
        return byTrial.hashCode();
    }

    private TrialMetrics metrics(String trial) {
        @Nullable TrialMetrics known = byTrial.get(trial);
        return known == null ? TrialMetrics.NONE : known;
    }
}
