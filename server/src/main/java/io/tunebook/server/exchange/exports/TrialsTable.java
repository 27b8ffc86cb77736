package io.tunebook.server.exchange.exports;

import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.exports.FinalValues.FinalValue;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.model.Book;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One row for each trial: its project, round and study, its run, its result, then `params.NAME`,
/// `metrics.NAME` with the last values, `steps.NAME` for metrics that end before the run, and
/// `tags.NAME`. The table of the whole log also has the runs of experiments that are not described.
public final class TrialsTable {
    private final TrialEvents events;
    private final List<TrialRow> rows;
    private final Map<String, ParamKind> params = new TreeMap<>();
    private final Map<String, Kind> kinds = new TreeMap<>();
    private final TreeSet<String> metrics = new TreeSet<>();
    private final TreeSet<String> shorter = new TreeSet<>();
    private final TreeSet<String> tags = new TreeSet<>();

    private TrialsTable(TrialEvents events, List<TrialRow> rows) throws IOException {
        this.events = events;
        this.rows = rows;
        for (TrialRow row : rows) {
            row.params((k, text) -> of(k).add(text), (k, value) -> of(k).add(value));
            FinalValues finals = row.finals(events);
            Long steps = finals.steps();
            finals.byMetric()
                    .forEach((k, v) -> {
                        metrics.add(k);
                        if (!Objects.equals(v.step(), steps)) {
                            shorter.add(k);
                        }
                    });
            tags.addAll(row.tags().keySet());
        }
        params.forEach((k, kind) -> kinds.put(k, kind.kind()));
    }

    private ParamKind of(String param) {
        return params.computeIfAbsent(param, k -> new ParamKind());
    }

    /// @param book as of the position up to which the log is read
    /// @throws Scope.UnknownScope when the scope does not exist
    public static Table of(EventLog log, Book book, Scope scope) throws IOException {
        TrialsTable table =
                new TrialsTable(new TrialEvents(log, book.position()), scope.rows(book));
        List<Column> columns = new ArrayList<>(TrialRow.FIRST);
        table.kinds.forEach((k, kind) -> columns.add(new Column("params." + k, kind)));
        table.metrics.forEach(k -> columns.add(new Column("metrics." + k, Kind.REAL)));
        table.shorter.forEach(k -> columns.add(new Column("steps." + k, Kind.INTEGER)));
        table.tags.forEach(k -> columns.add(new Column("tags." + k, Kind.TEXT)));
        return new Table("trials", columns, table::rows);
    }

    private void rows(Table.Row sink) throws IOException {
        for (TrialRow row : rows) {
            FinalValues finals = row.finals(events);
            List<@Nullable Object> cells = row.first(finals);
            Map<String, Object> values = new HashMap<>();
            row.params(
                    (k, text) -> values.put(k, ParamKind.cell(text, kind(k))),
                    (k, value) -> values.put(k, cell(k, value)));
            kinds.keySet().forEach(k -> cells.add(values.get(k)));
            metrics.forEach(k -> {
                FinalValue last = finals.byMetric().get(k);
                cells.add(last == null ? null : last.value());
            });
            shorter.forEach(k -> {
                FinalValue last = finals.byMetric().get(k);
                cells.add(last == null ? null : last.step());
            });
            tags.forEach(k -> cells.add(row.tags().get(k)));
            sink.take(cells.toArray());
        }
    }

    private Kind kind(String param) {
        return Objects.requireNonNull(kinds.get(param));
    }

    private Object cell(String param, Value value) {
        return ParamKind.cell(value, kind(param));
    }
}
