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
/// @param rows sorted by batch size
/// @param saturation the batch size from which throughput no longer rises by 10% or more
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
        int saturation = rows.getFirst().batch();
        for (Row row : rows.subList(1, rows.size())) {
            if (row.speedup() < RISES) {
                break;
            }
            saturation = row.batch();
        }
        return new BatchSizes(rows, saturation, sentence(rows, saturation));
    }

    private static String sentence(List<Row> rows, int saturation) {
        String held =
                rows.stream()
                        .skip(1)
                        .filter(r -> r.batch() <= saturation && r.speedup() < NEARLY_DOUBLE)
                        .findFirst()
                        .map(r ->
                                String.format(
                                        Locale.ROOT,
                                        " At batch size %d, doubling the batch multiplies the throughput by %.2f, not by nearly 2: something other than the processor is the bottleneck.",
                                        r.batch(),
                                        r.speedup()))
                        .orElse("");
        boolean open = rows.getLast().batch() == saturation;
        return String.format(
                Locale.ROOT,
                "%s%s Compare batch sizes by a step budget or an epoch budget, and name which: an epoch budget only tests perfect scaling (PB-03).",
                open
                        ? "Throughput still rises at batch size %d: try larger ones."
                                .formatted(saturation)
                        : "Throughput stops rising at batch size %d: consider no larger one."
                                .formatted(saturation),
                held);
    }
}
