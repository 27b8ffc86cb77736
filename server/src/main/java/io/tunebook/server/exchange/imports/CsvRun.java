package io.tunebook.server.exchange.imports;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Collects a run while its table is read.
final class CsvRun {
    private static final int MAX_NAME = 250;

    private final String id;
    private final String name;
    private End end;
    private String user = "";
    private @Nullable Long start;
    private @Nullable Long ended;
    private @Nullable Double seconds;
    private final Map<String, String> params = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<String, Points> curves = new LinkedHashMap<>();

    CsvRun(String id, String name, End end) {
        this.id = id;
        this.name = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
        this.end = end;
    }

    void add(String metric, long step, long time, double value) {
        curves.computeIfAbsent(metric, Points::new).add(step, time, value);
    }

    /// Applies the value of a column about the run itself.
    void take(CsvColumn column, String text, SkippedItems skips) {
        switch (column.role()) {
            case STATUS -> end = end(text, skips);
            case USER -> user = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
            case START -> start = time(column, text, skips);
            case END -> ended = time(column, text, skips);
            case SECONDS -> seconds = CsvNumbers.real(text);
            case PARAM -> {
                String before = params.get(column.key());
                if (before == null) {
                    TextLimits.put(params, column.key(), text, skips);
                } else if (!before.equals(text)) {
                    skips.add("a second value of the param '%s' of a run".formatted(column.key()));
                }
            }
            case TAG -> TextLimits.put(tags, note(column.key()), text, skips);
            default -> {
                // Columns without information about the run.
            }
        }
    }

    private static String note(String key) {
        return CsvRoles.lower(key).equals("notes") ? "mlflow.note.content" : key;
    }

    private static @Nullable Long time(CsvColumn column, String text, SkippedItems skips) {
        Long time = CsvNumbers.time(text);
        if (time == null) {
            skips.add("a text in '%s', which is not a time".formatted(column.name()));
        }
        return time;
    }

    /// The time of its summary, 0 when unknown.
    long time() {
        Long last = ending();
        return last != null ? last : start != null ? start : 0;
    }

    private @Nullable Long ending() {
        return ended != null || start == null || seconds == null || !Double.isFinite(seconds)
                ? ended
                : Long.valueOf(start + Math.round(seconds * 1_000));
    }

    private static End end(String text, SkippedItems skips) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "finished",
                    "complete",
                    "completed",
                    "success",
                    "succeeded",
                    "done",
                    "terminated" ->
                    End.FINISHED;
            case "failed", "fail", "crashed", "error", "infeasible" -> End.FAILED;
            case "killed",
                    "pruned",
                    "stopped",
                    "abandoned",
                    "preempted",
                    "preempting",
                    "canceled",
                    "cancelled" ->
                    End.KILLED;
            case "running", "pending", "scheduled", "queued", "waiting", "proposed" -> End.RUNNING;
            default -> {
                skips.add("the state '%s': it counts as finished".formatted(text));
                yield End.FINISHED;
            }
        };
    }

    Set<String> metrics() {
        return curves.keySet();
    }

    ParsedRun done() {
        List<Measurements> all = curves.values().stream().map(Points::done).toList();
        return new ParsedRun(
                id, name, user, start == null ? 0 : start, params, tags, all, end, ending(), "");
    }
}
