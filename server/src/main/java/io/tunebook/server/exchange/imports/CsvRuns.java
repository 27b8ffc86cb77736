package io.tunebook.server.exchange.imports;

import io.tunebook.server.exchange.imports.CsvColumn.Role;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Builds runs from a table's rows.
final class CsvRuns implements CsvFile.Rows {
    private static final Pattern DEFUSED = Pattern.compile("'+[=+\\-@\t\r]");

    private final CsvShape shape;
    private final List<CsvColumn> columns;
    private final String study;
    private final String alone;
    private final SkippedItems skips = new SkippedItems();
    private final @Nullable CsvColumn identity;
    private final @Nullable CsvColumn named;
    private final Map<String, CsvRun> runs = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new HashMap<>();

    /// The column of steps of each run in a chart, where the run has its own.
    private final Map<String, CsvColumn> steps = new HashMap<>();

    private long rows;

    /// @param alone the name of the run where no column has it
    CsvRuns(CsvShape shape, List<CsvColumn> columns, String study, String alone) {
        this.shape = shape;
        this.columns = columns;
        this.study = study;
        this.alone = alone;
        this.identity = shape.identity(columns);
        CsvColumn name = CsvShape.first(columns, Role.NAME);
        this.named = name == null ? identity : name;
        columns.stream()
                .filter(c -> c.role() == Role.STEP)
                .forEach(
                        c -> steps.put(shape == CsvShape.CHART && c.index() > 0 ? c.run() : "", c));
    }

    @Override
    public void take(long line, List<String> fields) {
        rows++;
        switch (shape) {
            case TRIALS -> trial(fields);
            case CURVES -> step(fields);
            case CHART -> chart(fields);
        }
    }

    private void trial(List<String> fields) {
        String name = named == null ? "row %,d".formatted(rows) : text(fields, named);
        String key = identity == null ? name : text(fields, identity);
        if (key.isEmpty()) {
            skips.add("a row without '%s'".formatted(identity == null ? "" : identity.name()));
            return;
        }
        int before = seen.merge(key, 1, Integer::sum);
        if (before > 1) {
            key = "%s (%d)".formatted(key, before);
            name = "%s (%d)".formatted(name, before);
        }
        CsvRun run = run(key, name, End.FINISHED);
        about(run, fields);
        Long step = number(fields, steps.get(""));
        for (CsvColumn c : columns) {
            if (c.role() == Role.METRIC) {
                measured(run, c, fields, step == null ? 0 : step, run.time());
            }
        }
    }

    private void step(List<String> fields) {
        String key = identity == null ? alone : text(fields, identity);
        String name = named == null ? key : text(fields, named);
        Long step = number(fields, steps.get(""));
        if (key.isEmpty()) {
            skips.add("a row without the name of its run");
            return;
        }
        CsvRun run = run(key, name, End.UNKNOWN);
        about(run, fields);
        if (step == null) {
            skips.add("a row whose step is not an integer");
            return;
        }
        CsvColumn clock = CsvShape.first(columns, Role.TIME);
        Long time = clock == null ? null : CsvNumbers.time(text(fields, clock));
        CsvColumn metric = CsvShape.first(columns, Role.METRIC_NAME);
        for (CsvColumn c : columns) {
            if (c.role() == Role.METRIC) {
                measured(run, c, fields, step, time == null ? 0 : time);
            } else if (c.role() == Role.VALUE && metric != null) {
                value(run, text(fields, metric), c, fields, step, time == null ? 0 : time);
            }
        }
    }

    private void chart(List<String> fields) {
        for (CsvColumn c : columns) {
            if (c.role() != Role.METRIC || text(fields, c).isEmpty()) {
                continue;
            }
            CsvColumn own = steps.get(c.run());
            Long step = number(fields, own == null ? steps.get("") : own);
            if (step == null) {
                skips.add("a point of a chart whose step is not an integer");
            } else {
                measured(run(c.run(), c.run(), End.UNKNOWN), c, fields, step, 0);
            }
        }
    }

    private CsvRun run(String key, String name, End end) {
        return runs.computeIfAbsent(
                key, k -> new CsvRun("csv-" + Digests.shortOf(study, k), name, end));
    }

    private void about(CsvRun run, List<String> fields) {
        for (CsvColumn c : columns) {
            String text = text(fields, c);
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
        Double value = CsvNumbers.real(text);
        if (value != null && !metric.isBlank() && metric.length() <= 250) {
            run.add(metric, step, time, value);
        } else if (value != null) {
            skips.add("a value whose metric name does not have 1 to 250 characters");
        } else if (!text.isEmpty()) {
            skips.add("a text in '%s', which is not a number".formatted(c.name()));
        }
    }

    private static @Nullable Long number(List<String> fields, @Nullable CsvColumn column) {
        return column == null ? null : CsvNumbers.integer(text(fields, column));
    }

    /// The text without the apostrophe that prevents a spreadsheet from evaluating it as a formula.
    private static String text(List<String> fields, CsvColumn column) {
        String text = fields.get(column.index());
        return DEFUSED.matcher(text).lookingAt() ? text.substring(1) : text;
    }

    long rows() {
        return rows;
    }

    List<ParsedRun> runs() {
        return runs.values().stream().map(CsvRun::done).toList();
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
