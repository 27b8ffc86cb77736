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

    private final String name;
    private final CsvIdentity beginning = new CsvIdentity();
    private End end;
    private String user = "";
    private @Nullable Long start;
    private @Nullable Long ended;
    private @Nullable Double seconds;
    private Map.@Nullable Entry<String, String> lasted;
    private final Map<String, String> params = new TreeMap<>();
    private final Map<String, String> tags = new TreeMap<>();
    private final Map<String, Integer> repeated = new TreeMap<>();
    private final Map<String, Points> curves = new LinkedHashMap<>();

    CsvRun(String name, End end) {
        String plain = name.strip();
        this.name = plain.length() > MAX_NAME ? plain.substring(0, MAX_NAME) : plain;
        this.end = end;
    }

    void add(String metric, long step, long time, double value) {
        Points points = curves.computeIfAbsent(metric, Points::new);
        if (points.endsOtherwise(step, value)) {
            repeated.merge(metric, 1, Integer::sum);
        }
        points.add(step, time, value);
    }

    CsvIdentity beginning() {
        return beginning;
    }

    @Nullable Long start() {
        return start;
    }

    Map<String, String> params() {
        return params;
    }

    End end() {
        return end;
    }

    /// Removes the points from a step on, of which a resumed program has written others.
    int removeFrom(long step, String phase) {
        return curves.entrySet().stream()
                .filter(e -> e.getKey().startsWith(phase))
                .mapToInt(e -> e.getValue().removeFrom(step))
                .sum();
    }

    /// Applies the value of a column about the run itself.
    void take(CsvColumn column, String text, SkippedItems skips) {
        switch (column.role()) {
            case STATUS -> end = end(text, skips);
            case USER -> user = text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text;
            case START -> start = time(column, text, skips);
            case END -> ended = time(column, text, skips);
            case SECONDS -> {
                seconds = CsvNumbers.seconds(text);
                lasted = Map.entry(column.key(), text);
            }
            case PARAM -> {
                String before = params.get(column.key());
                if (before == null) {
                    TextLimits.put(params, column.key(), text, skips);
                } else if (!before.equals(text)) {
                    skips.add("a second value of the param '%s' of a run".formatted(column.key()));
                }
            }
            case TAG -> {
                if (!CsvCells.isMissing(text)) {
                    TextLimits.put(tags, note(column.key()), text, skips);
                }
            }
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
        if (time == null && !CsvCells.isMissing(text)) {
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
        return end == End.RUNNING
                        || ended != null
                        || start == null
                        || seconds == null
                        || !Double.isFinite(seconds)
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
                    "terminated",
                    "inactive",
                    "published",
                    "closed" ->
                    End.FINISHED;
            case "failed",
                    "fail",
                    "failure",
                    "crashed",
                    "error",
                    "errored",
                    "infeasible",
                    "out_of_memory",
                    "oom",
                    "node_fail" ->
                    End.FAILED;
            case "killed",
                    "early stopped",
                    "early_stopped",
                    "earlystopped",
                    "pruned",
                    "stopped",
                    "abandoned",
                    "preempted",
                    "preempting",
                    "canceled",
                    "cancelled",
                    "aborted",
                    "interrupted",
                    "timeout",
                    "terminated early" ->
                    End.KILLED;
            case "running",
                    "active",
                    "in progress",
                    "in_progress",
                    "created",
                    "pending",
                    "scheduled",
                    "queued",
                    "waiting",
                    "proposed" ->
                    End.RUNNING;
            default -> {
                skips.add("the state '%s': it counts as finished".formatted(text));
                yield End.FINISHED;
            }
        };
    }

    /// The number of values of each metric whose step already had another value.
    Map<String, Integer> repeated() {
        return repeated;
    }

    Set<String> metrics() {
        return curves.keySet();
    }

    /// @param ids its id, then the ids that earlier versions and shorter files gave to it
    ParsedRun done(List<String> ids) {
        if (start == null && ended == null && lasted != null) {
            // Without its start the duration gives no end.
            tags.put(lasted.getKey(), lasted.getValue());
        }
        List<Measurements> all = curves.values().stream().map(Points::done).toList();
        return new ParsedRun(
                        ids.getFirst(),
                        name,
                        user,
                        start == null ? 0 : start,
                        params,
                        tags,
                        all,
                        end,
                        ending(),
                        "")
                .formerly(ids.subList(1, ids.size()));
    }

    /// The value of each metric that has exactly one, in the order of the columns.
    List<String> summary() {
        return curves.values().stream()
                .map(Points::done)
                .map(m -> m.metric() + "=" + (m.size() == 0 ? "" : m.values()[m.size() - 1]))
                .toList();
    }
}
