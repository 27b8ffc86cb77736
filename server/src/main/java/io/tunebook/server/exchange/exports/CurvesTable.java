package io.tunebook.server.exchange.exports;

import io.tunebook.events.Curve;
import io.tunebook.events.Event;
import io.tunebook.events.Measurements;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.exports.Table.Column;
import io.tunebook.server.exchange.exports.Table.Kind;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row for each measurement, in each trial in the order of their reports; read from the log,
/// with the exact values that were reported.
public final class CurvesTable {
    private static final int PAGE = 200;
    private static final List<Column> COLUMNS =
            List.of(
                    new Column("project", Kind.TEXT),
                    new Column("round", Kind.TEXT),
                    new Column("study", Kind.TEXT),
                    new Column("trial", Kind.TEXT),
                    new Column("metric", Kind.TEXT),
                    new Column("step", Kind.INTEGER),
                    new Column("time", Kind.TIME),
                    new Column("value", Kind.REAL));

    private final EventLog log;
    private final Book book;
    private final List<Study> studies;

    private CurvesTable(EventLog log, Book book, List<Study> studies) {
        this.log = log;
        this.book = book;
        this.studies = studies;
    }

    /// @param book as of the position up to which the log is read
    /// @throws Scope.UnknownScope when the scope does not exist
    public static Table of(EventLog log, Book book, Scope scope) {
        return new Table("curves", COLUMNS, new CurvesTable(log, book, scope.studies(book))::rows);
    }

    private void rows(Table.Row sink) throws IOException {
        for (Study study : studies) {
            String round = study.facts().round();
            String project = book.roundOf(study).facts().project();
            for (Trial trial : book.trialsOf(study)) {
                @Nullable Object[] cells = {
                    project, round, study.id(), trial.id(), "", 0L, null, 0.0
                };
                trial((study.isTracked() ? "run/" : "trial/") + trial.id(), cells, sink);
            }
        }
    }

    private void trial(String stream, @Nullable Object[] cells, Table.Row sink) throws IOException {
        long version = 0;
        List<RecordedEvent> page;
        do {
            page = log.readStream(stream, version, PAGE);
            for (RecordedEvent e : page) {
                version = e.streamVersion();
                if (e.position() > book.position()) {
                    return;
                }
                switch (Wire.decode(e.type(), e.typeVersion(), e.payload())) {
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
            }
        } while (page.size() == PAGE);
    }

    private static void curve(Curve curve, @Nullable Object[] cells, Table.Row sink)
            throws IOException {
        for (int c = 0; c < curve.metrics().size(); c++) {
            cells[4] = curve.metrics().get(c);
            for (int i = 0; i < curve.steps().length; i++) {
                cells[5] = curve.steps()[i];
                cells[7] = curve.columns()[c][i];
                sink.take(cells.clone());
            }
        }
    }

    private static void measurements(Measurements m, @Nullable Object[] cells, Table.Row sink)
            throws IOException {
        @Nullable Object[] row = cells.clone();
        row[4] = m.metric();
        for (int i = 0; i < m.size(); i++) {
            row[5] = m.steps()[i];
            row[6] = m.times()[i] == 0 ? null : Long.valueOf(m.times()[i]);
            row[7] = m.values()[i];
            sink.take(row.clone());
        }
    }
}
