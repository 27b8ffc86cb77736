package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Value;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What a sweep over batch sizes shows (PB-01 to PB-03).
///
/// @param rows sorted by batch size; a size without a measured step has NaN as its throughput
/// @param saturation the smallest batch size whose throughput no larger one exceeds by 10%
/// @param sentence the result and what to do
public record BatchSizes(List<Row> rows, int saturation, String sentence) {
    private static final double RISES = 1.1;
    private static final double NEARLY_DOUBLE = 1.7;

    /// @param batch examples in a batch
    /// @param throughput examples a second
    /// @param secondsAStep of training
    /// @param speedup over the batch size before, 1 for the first
    /// @param secondsToTarget steps to the target times seconds a step; NaN when unknown
    /// @param stepsToTarget the fewest steps in which a trial with it reached the target; NaN when
    ///   none
    public record Row(
            int batch,
            double throughput,
            double secondsAStep,
            double speedup,
            double secondsToTarget,
            double stepsToTarget) {}

    /// @param batch examples in a batch
    /// @param throughput examples a second
    /// @param steps the fewest steps in which a trial reached the target; NaN when unknown
    public record BatchSizeMeasurement(int batch, double throughput, double steps) {}

    /// The fewest steps in which any trial of each batch size reached the target (PB-03); batch
    /// sizes without such a trial are omitted.
    ///
    /// @param target the objective to reach
    public static Map<Long, Double> stepsTo(List<Sample> samples, Curves curves, double target) {
        Map<Long, Double> fewest = new TreeMap<>();
        for (Sample sample : samples) {
            for (Trial.Completed t : sample.completed()) {
                Curves.Series series = curves.series(t.id(), sample.objective().metric());
                if (t.configuration().values().get("batch_size") instanceof Value.Int size) {
                    for (int i = 0; i < series.size(); i++) {
                        if (sample.worse(target, series.values()[i]) <= 0) {
                            fewest.merge(size.value(), (double) series.steps()[i], Math::min);
                            break;
                        }
                    }
                }
            }
        }
        return fewest;
    }

    /// @param measured sorted by batch size, at least one
    public static BatchSizes of(List<BatchSizeMeasurement> measured) {
        List<Row> rows = new ArrayList<>();
        for (BatchSizeMeasurement m : measured) {
            double step = m.batch() / m.throughput();
            rows.add(
                    new Row(
                            m.batch(),
                            m.throughput(),
                            step,
                            rows.isEmpty() ? 1 : m.throughput() / rows.getLast().throughput(),
                            m.steps() * step,
                            m.steps()));
        }
        List<Row> measurable = rows.stream().filter(r -> Double.isFinite(r.throughput())).toList();
        int saturation =
                measurable.stream()
                        .filter(r -> best(measurable, r.batch()) < RISES * r.throughput())
                        .findFirst()
                        .orElse(rows.getLast())
                        .batch();
        return new BatchSizes(rows, saturation, sentence(measurable, saturation));
    }

    /// The highest throughput of a batch size larger than `batch`; 0 without any.
    private static double best(List<Row> rows, int batch) {
        return rows.stream()
                .filter(r -> r.batch() > batch)
                .mapToDouble(Row::throughput)
                .max()
                .orElse(0);
    }

    private static String sentence(List<Row> rows, int saturation) {
        return "%s%s Compare batch sizes by a step budget or an epoch budget, and name which: an epoch budget only tests perfect scaling (PB-03)."
                .formatted(limit(rows, saturation), bottleneck(rows, saturation));
    }

    private static String limit(List<Row> rows, int saturation) {
        if (rows.isEmpty()) {
            return "No batch size has a measured throughput.";
        }
        double most = best(rows, saturation);
        if (most == 0) {
            return "Throughput still rises at batch size %d, the largest measured: try larger ones."
                    .formatted(saturation);
        }
        double here =
                rows.stream()
                        .filter(r -> r.batch() == saturation)
                        .mapToDouble(Row::throughput)
                        .sum();
        return String.format(
                Locale.ROOT,
                "Throughput stops rising at batch size %d: larger ones reach at most %.2f times its throughput. Consider no larger one.",
                saturation,
                most / here);
    }

    /// The first step up to the saturation at which the throughput does not nearly double with the
    /// batch.
    private static String bottleneck(List<Row> rows, int saturation) {
        for (int i = 1; i < rows.size() && rows.get(i).batch() <= saturation; i++) {
            Row from = rows.get(i - 1);
            Row to = rows.get(i);
            double doublings = Math.log((double) to.batch() / from.batch()) / Math.log(2);
            double perDoubling = Math.pow(to.throughput() / from.throughput(), 1 / doublings);
            if (perDoubling < NEARLY_DOUBLE) {
                return String.format(
                        Locale.ROOT,
                        " Below it, from batch size %d to %d, each doubling of the batch multiplies throughput by %.2f, not by nearly 2: something other than the processor is the bottleneck.",
                        from.batch(),
                        to.batch(),
                        perDoubling);
            }
        }
        return "";
    }
}
