package io.tunebook.server.exchange.exports;

import io.tunebook.events.Value;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Stamp;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One row for each trial: its project, round and study, its result, then `params.NAME` and
/// `metrics.NAME`.
public final class TrialsTable {
    private static final List<Column> FIRST =
            List.of(
                    new Column("project", Kind.TEXT),
                    new Column("round", Kind.TEXT),
                    new Column("study", Kind.TEXT),
                    new Column("study_name", Kind.TEXT),
                    new Column("trial", Kind.TEXT),
                    new Column("number", Kind.INTEGER),
                    new Column("state", Kind.TEXT),
                    new Column("objective", Kind.TEXT),
                    new Column("value", Kind.REAL),
                    new Column("best_step", Kind.INTEGER),
                    new Column("steps", Kind.INTEGER),
                    new Column("seconds", Kind.REAL),
                    new Column("reason", Kind.TEXT),
                    new Column("backend", Kind.TEXT),
                    new Column("device", Kind.TEXT),
                    new Column("seed", Kind.INTEGER),
                    new Column("proposed", Kind.TIME),
                    new Column("started", Kind.TIME),
                    new Column("ended", Kind.TIME));

    private final Book book;
    private final List<Study> studies;
    private final Map<String, Kind> params = new TreeMap<>();
    private final TreeSet<String> metrics = new TreeSet<>();

    private TrialsTable(Book book, List<Study> studies) {
        this.book = book;
        this.studies = studies;
        for (Study study : studies) {
            for (Trial trial : book.trialsOf(study)) {
                trial.configuration()
                        .values()
                        .forEach((k, v) -> params.merge(k, kind(v), TrialsTable::both));
                if (trial instanceof Trial.Completed done) {
                    metrics.addAll(done.measurements().keySet());
                }
            }
        }
    }

    /// @throws Scope.UnknownScope when the scope does not exist
    public static Table of(Book book, Scope scope) {
        TrialsTable table = new TrialsTable(book, scope.studies(book));
        List<Column> columns = new ArrayList<>(FIRST);
        table.params.forEach((k, kind) -> columns.add(new Column("params." + k, kind)));
        table.metrics.forEach(k -> columns.add(new Column("metrics." + k, Kind.REAL)));
        return new Table("trials", columns, table::rows);
    }

    private void rows(Table.Row sink) throws java.io.IOException {
        for (Study study : studies) {
            Round round = book.roundOf(study);
            for (Trial trial : book.trialsOf(study)) {
                sink.take(row(round, study, trial));
            }
        }
    }

    private @Nullable Object[] row(Round round, Study study, Trial trial) {
        List<@Nullable Object> cells = new ArrayList<>();
        Trial.Completed done = trial instanceof Trial.Completed c ? c : null;
        Trial.Start start = trial.started();
        cells.add(round.facts().project());
        cells.add(round.id());
        cells.add(study.id());
        cells.add(study.facts().name());
        cells.add(trial.id());
        cells.add((long) trial.number());
        cells.add(trial.state());
        cells.add(book.projectOf(round).facts().objective().metric());
        cells.add(done == null ? null : done.value());
        cells.add(done == null ? null : done.bestStep());
        cells.add(done == null ? null : done.steps());
        cells.add(done == null ? null : done.seconds());
        cells.add(reason(trial));
        cells.add(start == null ? null : start.backend());
        cells.add(start == null ? null : start.device());
        cells.add(start == null ? null : start.seed());
        cells.add(millis(trial.spec().proposed()));
        cells.add(start == null ? null : millis(start.at()));
        cells.add(millis(ended(trial)));
        Map<String, Value> values = trial.configuration().values();
        params.forEach((k, kind) -> cells.add(cell(values.get(k), kind)));
        metrics.forEach(k -> cells.add(done == null ? null : done.measurements().get(k)));
        return cells.toArray();
    }

    private static @Nullable String reason(Trial trial) {
        return switch (trial) {
            case Trial.Infeasible t -> t.reason();
            case Trial.Abandoned t -> t.why();
            default -> null;
        };
    }

    private static @Nullable Stamp ended(Trial trial) {
        return switch (trial) {
            case Trial.Completed t -> t.at();
            case Trial.Infeasible t -> t.at();
            case Trial.Abandoned t -> t.at();
            default -> null;
        };
    }

    private static @Nullable Long millis(@Nullable Stamp stamp) {
        return stamp == null ? null : stamp.recordedAt().toEpochMilli();
    }

    private static Kind kind(Value value) {
        return switch (value) {
            case Value.Int v -> Kind.INTEGER;
            case Value.Real v -> Kind.REAL;
            case Value.Bool v -> Kind.FLAG;
            case Value.Text v -> Kind.TEXT;
        };
    }

    /// The narrowest type for values of both.
    private static Kind both(Kind a, Kind b) {
        boolean numbers =
                (a == Kind.INTEGER || a == Kind.REAL) && (b == Kind.INTEGER || b == Kind.REAL);
        return a == b ? a : numbers ? Kind.REAL : Kind.TEXT;
    }

    private static @Nullable Object cell(@Nullable Value value, Kind kind) {
        Object plain =
                switch (value) {
                    case null -> null;
                    case Value.Int v -> v.value();
                    case Value.Real v -> v.value();
                    case Value.Bool v -> v.value();
                    case Value.Text v -> v.value();
                };
        if (plain instanceof Long whole && kind == Kind.REAL) {
            return whole.doubleValue();
        }
        return plain == null || kind != Kind.TEXT ? plain : plain.toString();
    }
}
