package io.tunebook.server.exchange.exports;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.log.EventLog;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One row for each measurement, in each trial in the order of their reports; read from the log,
/// with the exact values that were reported.
public final class CurvesTable {
    private static final int METRIC = 6;
    private static final int STEP = 7;
    private static final int TIME = 8;
    private static final int VALUE = 9;
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("project", Kind.TEXT),
                    new Column("round", Kind.TEXT),
                    new Column("study", Kind.TEXT),
                    new Column("trial", Kind.TEXT),
                    new Column("experiment_id", Kind.TEXT),
                    new Column("run_id", Kind.TEXT),
                    new Column("metric", Kind.TEXT),
                    new Column("step", Kind.INTEGER),
                    new Column("time", Kind.TIME),
                    new Column("value", Kind.REAL));

    private final TrialEvents events;
    private final List<TrialRow> rows;

    private CurvesTable(TrialEvents events, List<TrialRow> rows) {
        this.events = events;
        this.rows = rows;
    }

    /// @param book as of the position up to which the log is read
    /// @throws Scope.UnknownScope when the scope does not exist
    public static Table of(EventLog log, Book book, Scope scope) {
        TrialEvents events = new TrialEvents(log, book.position());
        return new Table("curves", COLUMNS, new CurvesTable(events, scope.rows(book))::rows);
    }

    private void rows(Table.Row sink) throws IOException {
        for (TrialRow row : rows) {
            Run run = row.run();
            Trial trial = row.trial();
            Study study = row.study();
            Round round = study == null ? null : row.book().roundOf(study);
            @Nullable Object[] cells = {
                round == null ? null : round.facts().project(),
                round == null ? null : round.id(),
                study == null ? null : study.id(),
                trial == null ? null : trial.id(),
                run == null ? null : run.experiment(),
                run == null ? null : run.id(),
                "",
                0L,
                null,
                0.0
            };
            if (run != null) {
                trial("run/" + run.id(), cells, sink);
            } else {
                String id = Objects.requireNonNull(trial).id();
                trial("trial/" + id, cells, sink);
                // An external trial can have a run of its id, to which its script logged.
                trial("run/" + id, cells, sink);
            }
        }
    }

    private void trial(String stream, @Nullable Object[] cells, Table.Row sink) throws IOException {
        events.each(
                stream,
                event -> {
                    switch (event) {
                        case Event.CurveMeasured measured -> curve(measured.curve(), cells, sink);
                        case Event.RunMeasured measured -> {
                            for (Measurements m : measured.measurements()) {
                                measurements(m, cells, sink);
                            }
                        }
                        default -> {
                            // The event has no measurements.
                        }
                    }
                });
    }

    private static void curve(Curve curve, @Nullable Object[] cells, Table.Row sink)
            throws IOException {
        for (int c = 0; c < curve.metrics().size(); c++) {
            cells[METRIC] = curve.metrics().get(c);
            for (int i = 0; i < curve.steps().length; i++) {
                cells[STEP] = curve.steps()[i];
                cells[VALUE] = curve.columns()[c][i];
                sink.take(cells.clone());
            }
        }
    }

    private static void measurements(Measurements m, @Nullable Object[] cells, Table.Row sink)
            throws IOException {
        @Nullable Object[] row = cells.clone();
        row[METRIC] = m.metric();
        for (int i = 0; i < m.size(); i++) {
            row[STEP] = m.steps()[i];
            row[TIME] = m.times()[i] == 0 ? null : Long.valueOf(m.times()[i]);
            row[VALUE] = m.values()[i];
            sink.take(row.clone());
        }
    }
}
