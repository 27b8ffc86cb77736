package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One row of Tunebook's own table of trials.
final class TunebookRow {
    private static final String PARAM = "params.";
    private static final String METRIC = "metrics.";
    private static final String STEP = "steps.";
    private static final String TAG = "tags.";

    /// The reasons of runs without one of their own.
    private static final Set<String> NO_REASON = Set.of("the run failed", "the run was killed");

    private final TunebookTable.Row row;
    private final SkippedItems skips;
    private final Map<String, String> params = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<String, Points> curves = new TreeMap<>();
    private final long started;
    private final @Nullable Long ended;

    TunebookRow(TunebookTable.Row row, Collection<String> columns, SkippedItems skips) {
        this.row = row;
        this.skips = skips;
        Long start = time("started");
        this.started = start == null ? 0 : start;
        this.ended = time("ended");
        best();
        for (String column : columns) {
            if (!row.has(column)) {
                continue;
            }
            if (column.startsWith(PARAM)) {
                TextLimits.put(params, column.substring(PARAM.length()), row.text(column), skips);
            } else if (column.startsWith(TAG)) {
                TextLimits.put(tags, column.substring(TAG.length()), row.text(column), skips);
            } else if (column.startsWith(METRIC)) {
                last(column, column.substring(METRIC.length()));
            }
        }
    }

    private void last(String column, String metric) {
        Double value = CsvNumbers.real(row.text(column));
        if (value == null) {
            skips.add("a text in '%s', which is not a number".formatted(column));
            return;
        }
        Long own = CsvNumbers.integer(row.text(STEP + metric));
        Long step = own == null ? CsvNumbers.integer(row.text("steps")) : own;
        long at = step == null ? 0 : step;
        Points points = curves.computeIfAbsent(metric, Points::new);
        if (!isBest(metric, at, value)) {
            points.add(at, time(), value);
        }
    }

    /// The best value of a completed trial, which can be better than the last one.
    private void best() {
        Double value = bestValue();
        String metric = row.text("objective");
        if (value != null && !metric.isEmpty()) {
            // Before the last value, which can be at the same step.
            long time = Math.max(0, time() - 1);
            curves.computeIfAbsent(metric, Points::new).add(bestStep(), time, value);
        }
    }

    private boolean isBest(String metric, long step, double value) {
        Double best = bestValue();
        return best != null
                && metric.equals(row.text("objective"))
                && step == bestStep()
                && Double.compare(value, best) == 0;
    }

    private @Nullable Double bestValue() {
        return row.text("state").equals("completed") ? CsvNumbers.real(row.text("value")) : null;
    }

    private long bestStep() {
        Long step = CsvNumbers.integer(row.text("best_step"));
        return step == null ? 0 : step;
    }

    private @Nullable Long time(String column) {
        String text = row.text(column);
        Long time = text.isEmpty() ? null : CsvNumbers.time(text);
        if (time == null && !text.isEmpty()) {
            skips.add("a text in '%s', which is not a time".formatted(column));
        }
        return time;
    }

    /// The time of its measurements, 0 when unknown.
    private long time() {
        return ended == null ? started : ended;
    }

    ParsedRun run(String id) {
        String name = row.text("run_name");
        End end = end();
        String reason = row.text("reason");
        boolean given = end == End.FAILED || end == End.KILLED;
        List<Measurements> all = new ArrayList<>();
        curves.values().forEach(points -> all.add(points.done()));
        return new ParsedRun(
                id,
                row.has("run_name") ? name : row.text("trial"),
                row.text("user"),
                started,
                params,
                tags,
                all,
                end,
                end == End.RUNNING ? null : ended,
                given && !NO_REASON.contains(reason) ? reason : "");
    }

    private End end() {
        String status = row.text("status");
        return switch (status.isEmpty() ? row.text("state") : status) {
            case "FINISHED", "completed" -> End.FINISHED;
            case "FAILED", "infeasible" -> End.FAILED;
            case "KILLED", "abandoned" -> End.KILLED;
            case "RUNNING", "SCHEDULED", "running", "proposed" -> End.RUNNING;
            default -> End.UNKNOWN;
        };
    }

    Set<String> metrics() {
        return curves.keySet();
    }

    @Nullable Objective objective() {
        String metric = row.text("objective");
        return metric.isEmpty()
                ? null
                : new Objective(
                        metric,
                        row.text("direction").equals("maximize")
                                ? Direction.MAXIMIZE
                                : Direction.MINIMIZE);
    }
}
