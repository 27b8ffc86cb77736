package io.tunebook.server.exchange.exports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.imports.Csv;
import io.tunebook.server.exchange.imports.CsvChoices;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.ParsedRun;
import io.tunebook.server.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportsTest {
    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void aLogWithTrialsOfBothKinds() {
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
        Exported.into(ledger);
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private Table trials(Scope scope) throws IOException {
        return TrialsTable.of(log, ledger.now().book(), scope);
    }

    private Table curves(Scope scope) {
        return CurvesTable.of(log, ledger.now().book(), scope);
    }

    private static Scope project(String id) {
        return new Scope(id, null, null);
    }

    private static String csv(Table table) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CsvExport.write(table, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<NamedCsvRecord> rows(Table table) throws IOException {
        try (var reader = CsvReader.builder().ofNamedCsvRecord(csv(table))) {
            return reader.stream().toList();
        }
    }

    /// The table as an independent reader reads it.
    private List<Map<String, @Nullable Object>> parquet(Table table) throws IOException {
        Path file = folder.resolve("table.parquet");
        ParquetTable.write(table, file);
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        try (InputFile in = InputFile.of(file);
                ParquetFileReader reader = ParquetFileReader.open(in);
                RowReader rows = reader.rowReader()) {
            while (rows.hasNext()) {
                rows.next();
                Map<String, @Nullable Object> row = new TreeMap<>();
                for (int i = 0; i < rows.getFieldCount(); i++) {
                    row.put(rows.getFieldName(i), rows.isNull(i) ? null : rows.getValue(i));
                }
                all.add(row);
            }
        }
        Files.delete(file);
        return all;
    }

    @Test
    void trialsHaveAColumnForEachParamAndMetric() throws IOException {
        List<NamedCsvRecord> rows = rows(trials(project("demo")));
        assertThat(rows).hasSize(1);
        NamedCsvRecord row = rows.getFirst();
        assertThat(row.getField("trial")).isEqualTo("demo-s1-t0");
        assertThat(row.getField("state")).isEqualTo("completed");
        assertThat(row.getField("objective")).isEqualTo("validation/error");
        assertThat(row.getField("value")).isEqualTo("0.25");
        assertThat(row.getField("best_step")).isEqualTo("1099511627776");
        assertThat(row.getField("metrics.training/loss")).isEqualTo("0.5");
        assertThat(Double.parseDouble(row.getField("params.learning_rate"))).isPositive();
        assertThat(Instant.parse(row.getField("ended"))).isBefore(Instant.now());
    }

    @Test
    void aTextThatWouldBeAFormulaIsDefusedAndANumberIsNot() throws IOException {
        List<NamedCsvRecord> rows = rows(trials(project("mine")));
        assertThat(rows)
                .extracting(r -> r.getField("params.model"))
                .containsExactly("'=cmd|' /C calc'!A0", "plain, \"quoted\"\nnext");
        assertThat(rows).extracting(r -> r.getField("params.lr")).containsExactly("-0.1", "-0.2");
        assertThat(rows)
                .extracting(r -> r.getField("state"))
                .containsExactly("completed", "infeasible");
        assertThat(rows.getLast().getField("reason")).contains("never finite");
    }

    @Test
    void curvesHaveTheExactReportedValues() throws IOException {
        assertThat(rows(curves(project("mine"))))
                .extracting(r -> r.getField("step"), r -> r.getField("value"))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("0", "0.3333333333333333"),
                        org.assertj.core.groups.Tuple.tuple("10", "Infinity"),
                        org.assertj.core.groups.Tuple.tuple("20", "0.125"),
                        org.assertj.core.groups.Tuple.tuple("0", "NaN"));
        assertThat(rows(curves(project("demo"))))
                .extracting(r -> r.getField("metric"), r -> r.getField("value"))
                .containsExactly(
                        // A curve of float32 values: 0.1f, of which 0.1 is not the exact value.
                        org.assertj.core.groups.Tuple.tuple(
                                "validation/error", "0.10000000149011612"),
                        org.assertj.core.groups.Tuple.tuple("validation/error", "0.25"),
                        org.assertj.core.groups.Tuple.tuple("training/loss", "NaN"),
                        org.assertj.core.groups.Tuple.tuple("training/loss", "-Infinity"));
    }

    @Test
    void anIndependentParquetReaderReadsTheSameTable() throws IOException {
        for (Table table : List.of(trials(Scope.ALL), curves(Scope.ALL))) {
            List<Map<String, @Nullable Object>> read = parquet(table);
            List<Map<String, @Nullable Object>> expected = new ArrayList<>();
            table.rows()
                    .each(cells -> {
                        Map<String, @Nullable Object> row = new TreeMap<>();
                        for (int i = 0; i < cells.length; i++) {
                            Table.Column column = table.columns().get(i);
                            Object cell =
                                    cells[i] instanceof Table.Literal literal
                                            ? literal.value()
                                            : cells[i];
                            row.put(
                                    column.name(),
                                    cell instanceof Float f
                                            ? (Object) Double.valueOf(f)
                                            : cell != null && column.kind() == Table.Kind.TIME
                                                    ? Instant.ofEpochMilli((Long) cell)
                                                    : cell);
                        }
                        expected.add(row);
                    });
            assertThat(read).hasSameSizeAs(expected).isNotEmpty();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(read.get(i)).isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void missingValuesAreNullInParquetAndNanIsNot() throws IOException {
        List<Map<String, @Nullable Object>> trials = parquet(trials(Scope.ALL));
        assertThat(trials.getLast()).containsEntry("value", null);
        assertThat(parquet(curves(project("mine"))).getLast())
                .containsEntry("value", Double.NaN)
                .containsEntry("time", Instant.ofEpochMilli(1_700_000_000_000L));
    }

    @Test
    void theScopeIsAStudyARoundAProjectOrAll() throws IOException {
        assertThat(rows(trials(Scope.ALL))).hasSize(3);
        assertThat(rows(trials(new Scope(null, "mine-r1", null)))).hasSize(2);
        assertThat(rows(trials(new Scope(null, null, "demo-s1")))).hasSize(1);
        assertThat(rows(trials(new Scope(null, null, "demo-s2")))).isEmpty();
        assertThatThrownBy(() -> trials(project("missing")))
                .isInstanceOf(Scope.UnknownScope.class)
                .hasMessage("there is no project 'missing'");
        assertThatThrownBy(() -> new Scope("a", "b", null)).isInstanceOf(Rejection.class);
    }

    @Test
    void anExportAsOfAPositionHasNoLaterData() throws IOException {
        var then = ledger.now();
        String before = csv(curves(project("demo")));
        Exported.trial(ledger, "demo-s1", 0.75);
        assertThat(csv(CurvesTable.of(log, then.book(), project("demo")))).isEqualTo(before);
        assertThat(rows(curves(project("demo")))).hasSize(8);
    }

    @Test
    void anExportedTableCanBeImported() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), csv(trials(project("mine"))));
        List<ParsedRun> runs =
                Csv.read(file, CsvChoices.NONE, ImportListener.SILENT)
                        .imported()
                        .studies()
                        .getFirst()
                        .runs();
        assertThat(runs)
                .extracting(r -> r.params().get("model"))
                .containsExactly("=cmd|' /C calc'!A0", "plain, \"quoted\"\nnext");
        assertThat(runs)
                .extracting(ParsedRun::end)
                .containsExactly(ParsedRun.End.FINISHED, ParsedRun.End.FINISHED);
        assertThat(runs.getFirst().curves().getFirst().values()).containsExactly(0.125);
    }
}
