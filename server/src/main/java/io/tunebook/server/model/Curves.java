package io.tunebook.server.model;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
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

    private final PMap<String, TrialSeries> byTrial;

    private Curves(PMap<String, TrialSeries> byTrial) {
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

    public Curves fold(Event event) {
        if (event instanceof Event.CurveMeasured e) {
            Curve curve = e.curve();
            TrialSeries all = metrics(e.trial());
            for (int c = 0; c < curve.metrics().size(); c++) {
                String metric = curve.metrics().get(c);
                all = all.with(metric, SortedSeries.of(curve, c).onto(all.get(metric)));
            }
            return new Curves(byTrial.plus(e.trial(), all));
        }
        if (event instanceof Event.RunMeasured e) {
            TrialSeries all = metrics(e.run());
            for (Measurements m : Run.byName(e.measurements())) {
                all = all.with(m.metric(), SortedSeries.of(m).onto(all.get(m.metric())));
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
        TrialSeries metrics = metrics(trial);
        List<StoredMetric> stored = new ArrayList<>();
        metrics.names()
                .forEach(name -> stored.add(new StoredMetric(name, metrics.get(name).stretches())));
        return stored;
    }

    /// The curves from their stored form ([#stored]); takes ownership of the arrays.
    ///
    /// @param stored of each trial
    public static Curves of(Map<String, List<StoredMetric>> stored) {
        Map<String, TrialSeries> byTrial = LinkedHashMap.newLinkedHashMap(stored.size());
        stored.forEach((trial, metrics) -> {
            Map<String, MetricSeries> series = LinkedHashMap.newLinkedHashMap(metrics.size());
            metrics.forEach(m -> series.put(m.metric(), MetricSeries.of(m.stretches())));
            byTrial.put(trial, TrialSeries.of(series));
        });
        return new Curves(HashTreePMap.from(byTrial));
    }

    /// The metric's measurements in the order of the steps; empty when there are none.
    public Series series(String trial, String metric) {
        return metrics(trial).get(metric).series(metric);
    }

    /// Identifies the version of a metric's measurements: equal only for the same version. Does not
    /// keep the measurements reachable.
    public Version version(String trial, String metric) {
        return new Version(metrics(trial).get(metric));
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
        return metrics(trial).get(metric).size();
    }

    /// The highest step at which the metric was measured.
    public OptionalLong lastStep(String trial, String metric) {
        MetricSeries track = metrics(trial).get(metric);
        return track.size() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(track.step(track.size() - 1));
    }

    /// Whether the metric was measured at this step.
    public boolean measuredAt(String trial, String metric, long step) {
        return metrics(trial).get(metric).hasStep(step);
    }

    /// The number of metrics of all trials.
    long seriesCount() {
        return byTrial.values().stream().mapToLong(series -> series.names().size()).sum();
    }

    /// The number of the trial's metrics.
    public int metricCount(String trial) {
        return metrics(trial).names().size();
    }

    /// The metric downsampled to a number of columns, with spikes and NaN values.
    ///
    /// @param columns 1 or more, of equal width in steps
    /// @param from the first step to show
    /// @param to the last step to show
    public Buckets buckets(String trial, String metric, int columns, long from, long to) {
        return metrics(trial).get(metric).buckets(metric, columns, from, to);
    }

    /// The names of the trial's metrics, sorted.
    public List<String> metricsOf(String trial) {
        return List.copyOf(metrics(trial).names());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Curves that && byTrial.equals(that.byTrial);
    }

    @Override
    public int hashCode() {
        return byTrial.hashCode();
    }

    private TrialSeries metrics(String trial) {
        @Nullable TrialSeries known = byTrial.get(trial);
        return known == null ? TrialSeries.EMPTY : known;
    }
}
