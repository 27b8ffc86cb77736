package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Builds runs from a table's rows.
final class CsvRuns implements CsvFile.Rows {
    private static final Pattern DEFUSED = Pattern.compile("'+[=+\\-@\t\r]");

    private final CsvLayout layout;
    private final CsvShape shape;
    private final List<CsvColumn> columns;
    private final String alone;
    private final SkippedItems skips = new SkippedItems();
    private final @Nullable CsvColumn identity;
    private final @Nullable CsvColumn named;
    private final @Nullable CsvColumn clock;
    private final Map<String, CsvRun> runs = new LinkedHashMap<>();
    private final Map<String, CsvStepper> steppers = new HashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private final CsvKeys keys;

    /// The column of steps of each run in a chart, where the run has its own.
    private final Map<String, CsvColumn> steps = new HashMap<>();

    private final List<CsvColumn> phases;
    private final CsvTotals totals;
    private long rows;

    /// @param alone the name of the run where no column has it
    CsvRuns(CsvLayout layout, CsvKeys keys, String alone) {
        this.layout = layout;
        this.shape = layout.shape();
        this.columns = layout.columns();
        this.keys = keys;
        this.alone = alone;
        this.totals = new CsvTotals(layout);
        this.phases = CsvPhases.in(columns);
        this.identity = shape.identity(columns);
        CsvColumn name = CsvShape.first(columns, Role.NAME);
        this.named = name == null ? identity : name;
        this.clock = CsvShape.first(columns, Role.TIME);
        columns.stream()
                .filter(c -> c.role() == Role.STEP)
                .forEach(
                        c -> steps.put(shape == CsvShape.CHART && c.index() > 0 ? c.run() : "", c));
    }

    @Override
    public void take(long line, List<String> fields) {
        String total = shape == CsvShape.CHART ? null : totals.word(fields);
        if (total != null) {
            skips.add("line %,d, which sums up other rows ('%s')".formatted(line, total));
            return;
        }
        rows++;
        switch (shape) {
            case TRIALS -> trial(fields);
            case CURVES -> step(line, fields);
            case CHART -> chart(fields);
        }
    }

    private void trial(List<String> fields) {
        String name = named == null ? "row %,d".formatted(rows) : text(fields, named);
        String id = identity == null ? name : text(fields, identity);
        if (id.isEmpty()) {
            skips.add("a row without '%s'".formatted(identity == null ? "" : identity.name()));
            return;
        }
        String key = id;
        int before = seen.merge(id, 1, Integer::sum);
        if (before > 1) {
            key = "%s (%d)".formatted(key, before);
            name = "%s (%d)".formatted(name, before);
        }
        CsvRun run = run(key, name, End.FINISHED);
        keys.trial(run, id, before, named == null ? name : text(fields, named));
        about(run, fields);
        CsvColumn own = steps.get("");
        Long step = number(fields, own);
        if (own != null && !CsvChart.isStep(own) && step != null) {
            run.add(own.key(), step, run.time(), step);
        } else if (own != null && step == null) {
            measured(run, own, fields, 0, run.time());
        }
        long at = step == null ? 0 : step;
        Long time = clock == null ? null : CsvNumbers.time(text(fields, clock));
        for (CsvColumn c : columns) {
            if (c.role() == Role.METRIC) {
                measured(run, c, fields, at, time == null ? run.time() : time);
            }
        }
    }

    private void step(long line, List<String> fields) {
        CsvRunKey by = layout.key();
        String key = by.isAlone() ? alone : by.of(fields);
        String name = named == null || !by.seeds().isEmpty() ? key : text(fields, named);
        if (key.isEmpty()) {
            skips.add("a row without the name of its run");
            return;
        }
        CsvRun run = run(key, name, End.UNKNOWN);
        keys.row(run, by.isAlone() ? null : key, name, cells(fields));
        about(run, fields);
        CsvColumn own = steps.get("");
        String phase = CsvPhases.before(fields, phases);
        String text = own == null ? "" : text(fields, own);
        Long step =
                steppers.computeIfAbsent(
                                phase.isEmpty() ? key : key + '\u0000' + phase,
                                k -> new CsvStepper(layout, phase, skips))
                        .step(run, line, text);
        if (step == null) {
            skips.add("a row whose step is not a number");
            return;
        }
        Long clocked = clock == null ? null : CsvNumbers.time(text(fields, clock));
        long time = clocked == null ? 0 : clocked;
        if (own != null && layout.counted()) {
            measured(run, own, fields, step, time);
        }
        CsvColumn metric = CsvShape.first(columns, Role.METRIC_NAME);
        for (CsvColumn c : columns) {
            if (c.role() == Role.METRIC) {
                value(run, phase + c.key(), c, fields, step, time);
            } else if (c.role() == Role.VALUE && metric != null) {
                value(run, phase + text(fields, metric), c, fields, step, time);
            }
        }
    }

    private void chart(List<String> fields) {
        CsvColumn axis = columns.getFirst();
        Map<String, Long> at = new HashMap<>();
        for (CsvColumn c : columns) {
            if (c.role() != Role.METRIC || CsvCells.isMissing(text(fields, c))) {
                continue;
            }
            CsvColumn own = steps.get(c.run());
            boolean counted = own == null && layout.counted();
            Long step =
                    counted
                            ? Long.valueOf(at.getOrDefault(c.run(), counter(c.run())))
                            : number(fields, own == null ? axis : own);
            if (step == null) {
                skips.add("a point of a chart whose step is not a number");
                continue;
            }
            CsvRun run = run(c.run(), c.run(), End.UNKNOWN);
            boolean first = at.put(c.run(), step) == null;
            Long time =
                    CsvChart.isTime(axis) ? CsvNumbers.time(text(fields, axis)) : Long.valueOf(0);
            if (first && (counted || own != null) && !CsvChart.isStep(axis)) {
                measured(run, axis, fields, step, time == null ? 0 : time);
            }
            keys.row(run, c.run(), c.run(), List.of(c.key(), "" + step, text(fields, c)));
            measured(run, c, fields, step, time == null ? 0 : time);
        }
        if (layout.counted()) {
            at.keySet().forEach(run -> seen.merge(run, 1, Integer::sum));
        }
    }

    private long counter(String run) {
        return seen.getOrDefault(run, 0);
    }

    private CsvRun run(String key, String name, End end) {
        CsvRun known = runs.get(key);
        if (known != null) {
            return known;
        }
        RunCount.check(runs.size() + 1, Runtime.getRuntime().maxMemory());
        CsvRun added = new CsvRun(name, end);
        runs.put(key, added);
        return added;
    }

    private List<String> cells(List<String> fields) {
        List<String> all = new ArrayList<>();
        for (CsvColumn c : columns) {
            String text = fields.get(c.index());
            if (!text.isBlank()) {
                all.add(c.name() + "=" + text);
            }
        }
        return all;
    }

    private void about(CsvRun run, List<String> fields) {
        for (CsvColumn c : columns) {
            String text = text(fields, c);
            if (c.role() == Role.PARAM && layout.numbers().contains(c.index())) {
                if (CsvCells.isMissing(text)) {
                    continue;
                }
                if (!layout.understands(c.index(), text)) {
                    skips.add(
                            "%s in '%s', a column of numbers"
                                    .formatted(CsvCells.quoted(text), c.name()));
                    continue;
                }
                text = text.strip();
            }
            if (!text.isEmpty()) {
                run.take(c, text, skips);
            }
        }
    }

    private void measured(CsvRun run, CsvColumn c, List<String> fields, long step, long time) {
        value(run, c.key(), c, fields, step, time);
    }

    private void value(
            CsvRun run, String metric, CsvColumn c, List<String> fields, long step, long time) {
        String text = text(fields, c);
        Double value =
                c.why().equals(CsvColumn.LASTING_SECONDS)
                        ? CsvNumbers.seconds(text)
                        : CsvNumbers.real(text);
        if (value != null && !metric.isBlank() && metric.length() <= 250) {
            run.add(metric, step, time, value);
        } else if (value != null) {
            skips.add("a value whose metric name does not have 1 to 250 characters");
        } else if (!CsvCells.isMissing(text) && !CsvCells.isNone(text)) {
            skips.add(
                    "%s in '%s', which is not a number".formatted(CsvCells.quoted(text), c.name()));
        }
    }

    private static @Nullable Long number(List<String> fields, @Nullable CsvColumn column) {
        return column == null ? null : CsvNumbers.integer(text(fields, column));
    }

    /// The text without the apostrophe that prevents a spreadsheet from evaluating it as a formula.
    static String text(List<String> fields, CsvColumn column) {
        String text = fields.get(column.index());
        return DEFUSED.matcher(text).lookingAt() ? text.substring(1) : text;
    }

    long rows() {
        return rows;
    }

    List<ParsedRun> runs() {
        return keys.identified(runs.values());
    }

    /// The number of values of each metric whose step already had another value.
    Map<String, Integer> repeated() {
        Map<String, Integer> all = new TreeMap<>();
        runs.values().forEach(r -> r.repeated().forEach((m, n) -> all.merge(m, n, Integer::sum)));
        return all;
    }

    /// The names of the metrics.
    Set<String> metrics() {
        Set<String> all = new TreeSet<>();
        runs.values().forEach(r -> all.addAll(r.metrics()));
        return all;
    }

    SkippedItems skips() {
        return skips;
    }
}
