package io.tunebook.server.exchange.mlflow;

import io.tunebook.events.Measurements;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// A run's measurements of one metric in MLflow's orders.
public final class MetricHistory {
    private static final Comparator<Point> BY_TIME =
            Comparator.comparingLong(Point::time)
                    .thenComparingLong(Point::step)
                    .thenComparingDouble(Point::value);
    private static final Comparator<Point> BY_STEP =
            Comparator.comparingLong(Point::step)
                    .thenComparingLong(Point::time)
                    .thenComparingDouble(Point::value);

    private final Point[] byTime;

    /// A measurement.
    ///
    /// @param time milliseconds since 1970
    public record Point(String metric, long step, long time, double value) {}

    /// @param all in any order
    public MetricHistory(Measurements all) {
        byTime =
                IntStream.range(0, all.size())
                        .mapToObj(i ->
                                new Point(
                                        all.metric(),
                                        all.steps()[i],
                                        all.times()[i],
                                        all.values()[i]))
                        .toArray(Point[]::new);
        Arrays.sort(byTime, BY_TIME);
    }

    public int size() {
        return byTime.length;
    }

    /// The measurement at an index in the order of time, then step, then value.
    public Point byTime(int index) {
        return byTime[index];
    }

    /// At most `most` measurements between two steps, both included, by step, then time, then
    /// value. As MLflow's: they are divided into `most` buckets whose sizes differ by at most one,
    /// and the first of each bucket counts, except that the very last measurement is always there.
    public List<Point> sample(long from, long to, int most) {
        List<Point> all =
                Arrays.stream(byTime)
                        .filter(p -> p.step() >= from && p.step() <= to)
                        .sorted(BY_STEP)
                        .toList();
        if (all.size() <= most) {
            return all;
        }
        List<Point> sample = new ArrayList<>();
        int size = all.size() / most;
        int larger = all.size() % most;
        for (int bucket = 0; bucket < most; bucket++) {
            sample.add(all.get(bucket * size + Math.min(bucket, larger)));
        }
        sample.set(most - 1, all.getLast());
        return sample;
    }
}
