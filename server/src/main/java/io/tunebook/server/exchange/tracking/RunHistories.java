package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The measurements of runs as reported, read from the log: the read models hold only the curves.
/// Thread-safe.
final class RunHistories {
    private static final int PAGE = 1_000;
    private static final int STRIPES = 64;
    private static final int REMEMBERED = 32;

    private final Ledger ledger;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

    /// The reported measurements of the requested metrics, by run, for each stripe.
    private final List<Map<String, Set<Point>>> reported = new ArrayList<>();

    private record Point(long step, long time, double value) {}

    RunHistories(Ledger ledger) {
        this.ledger = ledger;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
            reported.add(
                    new LinkedHashMap<>() {
                        @Override
                        protected boolean removeEldestEntry(
                                Map.@Nullable Entry<String, Set<Point>> eldest) {
                            return size() > REMEMBERED;
                        }
                    });
        }
    }

    /// Passes on the measurements that the run does not have yet, and blocks other reports to the
    /// run until then.
    void onlyNew(String run, List<Measurements> measurements, Consumer<List<Measurements>> log) {
        if (measurements.isEmpty()) {
            log.accept(measurements);
            return;
        }
        int stripe = Math.floorMod(run.hashCode(), STRIPES);
        locks[stripe].lock();
        try {
            Snapshot now = ledger.now();
            Map<String, Set<Point>> before = before(run, measurements, now, reported.get(stripe));
            List<Measurements> fresh = new ArrayList<>();
            for (Measurements m : measurements) {
                Measurements rest = fresh(m, before.getOrDefault(m.metric(), Set.of()));
                if (rest.size() > 0) {
                    fresh.add(rest);
                }
            }
            log.accept(fresh);
            remember(run, fresh, reported.get(stripe));
        } finally {
            locks[stripe].unlock();
        }
    }

    /// The reported measurements of the metrics for which the read models do not show that all
    /// measurements are new. The run's stream is read once, whatever their number.
    private Map<String, Set<Point>> before(
            String run,
            List<Measurements> measurements,
            Snapshot now,
            Map<String, Set<Point>> remembered) {
        Map<String, Set<Point>> before = new HashMap<>();
        Map<String, Set<Point>> missing = new HashMap<>();
        for (Measurements m : measurements) {
            if (!surelyNew(now, run, m)) {
                Set<Point> points = remembered.get(run + " " + m.metric());
                if (points == null) {
                    missing.put(m.metric(), new HashSet<>());
                } else {
                    before.put(m.metric(), points);
                }
            }
        }
        if (!missing.isEmpty()) {
            read(run, missing);
            missing.forEach((metric, points) -> remembered.put(run + " " + metric, points));
            before.putAll(missing);
        }
        return before;
    }

    /// Whether none of them was reported before: their times are later, or the run has no
    /// measurement of the metric at their steps.
    private static boolean surelyNew(Snapshot now, String run, Measurements m) {
        Run known = now.book().tracked().run(run);
        Run.Metric metric = known == null ? null : known.metrics().get(m.metric());
        for (int i = 0; i < m.size() && metric != null; i++) {
            if (!metric.surelyNew(m.steps()[i], m.times()[i])
                    && now.curves().measuredAt(run, m.metric(), m.steps()[i])) {
                return false;
            }
        }
        return true;
    }

    private static Measurements fresh(Measurements m, Set<Point> before) {
        if (m.size() == 1 && before.isEmpty()) {
            return m;
        }
        Set<Point> seen = new HashSet<>();
        int[] kept = new int[m.size()];
        int size = 0;
        for (int i = 0; i < m.size(); i++) {
            Point point = point(m, i);
            if (!before.contains(point) && seen.add(point)) {
                kept[size++] = i;
            }
        }
        return size == m.size() ? m : only(m, kept, size);
    }

    private static Measurements only(Measurements m, int[] kept, int size) {
        long[] steps = new long[size];
        long[] times = new long[size];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            steps[i] = m.steps()[kept[i]];
            times[i] = m.times()[kept[i]];
            values[i] = m.values()[kept[i]];
        }
        return new Measurements(m.metric(), steps, times, values);
    }

    private static void remember(
            String run, List<Measurements> logged, Map<String, Set<Point>> remembered) {
        for (Measurements m : logged) {
            Set<Point> points = remembered.get(run + " " + m.metric());
            for (int i = 0; points != null && i < m.size(); i++) {
                points.add(point(m, i));
            }
        }
    }

    private void read(String run, Map<String, Set<Point>> into) {
        each(
                run,
                m -> {
                    Set<Point> points = into.get(m.metric());
                    for (int i = 0; points != null && i < m.size(); i++) {
                        points.add(point(m, i));
                    }
                });
    }

    private static Point point(Measurements m, int i) {
        return new Point(m.steps()[i], m.times()[i], m.values()[i]);
    }

    /// All measurements of a run's metric, in the order of their arrival.
    Measurements of(String run, String metric) {
        List<Measurements> parts = new ArrayList<>();
        each(
                run,
                m -> {
                    if (m.metric().equals(metric)) {
                        parts.add(m);
                    }
                });
        return joined(metric, parts);
    }

    private void each(String run, Consumer<Measurements> measured) {
        long version = 0;
        List<RecordedEvent> page;
        do {
            page = ledger.log().readStream("run/" + run, version, PAGE);
            for (RecordedEvent e : page) {
                version = e.streamVersion();
                if (Wire.decode(e.type(), e.typeVersion(), e.payload())
                        instanceof Event.RunMeasured event) {
                    event.measurements().forEach(measured);
                }
            }
        } while (page.size() == PAGE);
    }

    private static Measurements joined(String metric, List<Measurements> parts) {
        int n = parts.stream().mapToInt(Measurements::size).sum();
        long[] steps = new long[n];
        long[] times = new long[n];
        double[] values = new double[n];
        int at = 0;
        for (Measurements part : parts) {
            System.arraycopy(part.steps(), 0, steps, at, part.size());
            System.arraycopy(part.times(), 0, times, at, part.size());
            System.arraycopy(part.values(), 0, values, at, part.size());
            at += part.size();
        }
        return new Measurements(metric, steps, times, values);
    }
}
