package io.tunebook.server.exchange.exports;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.tunebook.events.Event.RunStatus;
import io.tunebook.events.Goal;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.imports.Csv;
import io.tunebook.server.exchange.imports.CsvChoices;
import io.tunebook.server.exchange.imports.ImportListener;
import io.tunebook.server.exchange.imports.Optuna;
import io.tunebook.server.exchange.imports.ParsedSource;
import io.tunebook.server.exchange.imports.ParsedStudy;
import io.tunebook.server.exchange.imports.RunImporter;
import io.tunebook.server.exchange.imports.StudyDescriber;
import io.tunebook.server.exchange.imports.TensorBoard;
import io.tunebook.server.exchange.imports.UnreadableSourceException;
import io.tunebook.server.exchange.tracking.Description;
import io.tunebook.server.exchange.tracking.ParameterInference;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Exported trials are imported into another log without a difference, and add nothing to their
/// own.
class RoundTripTest {
    private static final Path CASES =
            Path.of(
                    Objects.requireNonNull(RoundTripTest.class.getResource("cases"), "cases")
                            .getPath());

    @TempDir private Path folder;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private record Book(EventLog log, Ledger ledger) {
        long take(ParsedSource source) {
            Tracking tracking = new Tracking(ledger);
            long events =
                    new RunImporter(ledger, "ada", ImportListener.SILENT).land(source).events();
            for (ParsedStudy study : source.studies()) {
                Description d = StudyDescriber.of(study, ledger.now().book());
                var known = tracking.now().experiment(study.id());
                if (known != null && known.study() == null && d != null) {
                    tracking.describe(study.id(), d, "ada");
                }
            }
            return events;
        }

        String exported() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CsvExport.write(TrialsTable.of(log, ledger.now().book(), Scope.ALL), out);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    private Book book(String name) {
        EventLog log = SqliteEventLog.open(folder.resolve(name));
        Ledger ledger = new Ledger(log, Clock.systemUTC());
        open.add(log);
        open.add(ledger);
        return new Book(log, ledger);
    }

    private static ParsedSource read(Path path) throws IOException {
        if (path.toString().endsWith(".log")) {
            return Optuna.read(path, ImportListener.SILENT);
        }
        return Files.isDirectory(path)
                ? TensorBoard.read(path, ImportListener.SILENT)
                : csv(path, CASES.relativize(path).toString(), objective(path));
    }

    private static @Nullable String objective(Path path) {
        return path.endsWith("31-export-types/table.csv") ? "val_loss" : null;
    }

    private static ParsedSource csv(
            Path path, @Nullable String experiment, @Nullable String objective) throws IOException {
        CsvChoices choices =
                new CsvChoices(
                        experiment,
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        objective,
                        null);
        return Csv.read(path, choices, ImportListener.SILENT).imported();
    }

    private ParsedSource again(String table) throws IOException {
        return csv(Files.writeString(folder.resolve("again.csv"), table), null, null);
    }

    private static List<Path> cases() throws IOException {
        try (Stream<Path> all = Files.walk(CASES)) {
            return all.filter(p ->
                            p.toString().endsWith(".csv")
                                    || p.toString().endsWith(".log")
                                    || p.endsWith("logs"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Map<String, String>> rows(String table) throws IOException {
        try (var reader = CsvReader.builder().ofNamedCsvRecord(table)) {
            return reader.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
        }
    }

    /// Rows in any order: experiments are numbered and sorted differently in each log.
    private void isKept(Book first) throws IOException {
        String table = first.exported();
        assertThat(first.take(again(table))).as("events").isZero();
        assertThat(first.exported()).isEqualTo(table);
        Book second = book("second");
        second.take(again(table));
        assertThat(rows(second.exported())).containsExactlyInAnyOrderElementsOf(rows(table));
    }

    @Test
    void everyCaseComesBack() throws IOException {
        Book first = book("first");
        assertThat(cases()).hasSizeGreaterThan(12);
        List<String> refused = new ArrayList<>();
        for (Path path : cases()) {
            try {
                assertThat(first.take(read(path))).as(path.toString()).isPositive();
            } catch (Rejection | UnreadableSourceException e) {
                refused.add(CASES.relativize(path).toString());
            }
        }
        assertThat(refused).isSubsetOf("11-unicode-names/journal.log", "20-tb-odd-values/logs");
        assertThat(rows(first.exported())).hasSizeGreaterThan(100);
        isKept(first);
    }

    @Test
    void valuesThatLookLikeSomethingElseAreExact() throws IOException {
        Book book = book("first");
        Path table = CASES.resolve("31-export-types/table.csv");
        book.take(read(table));
        List<Map<String, String>> source = rows(Files.readString(table));
        List<Map<String, String>> exported = rows(book.exported());
        assertThat(exported).hasSameSizeAs(source);
        for (int i = 0; i < source.size(); i++) {
            Map<String, String> row = exported.get(i);
            source.get(i)
                    .forEach((column, text) -> {
                        String param = row.get("params." + column);
                        if (param != null) {
                            assertThat(param).as(column).isIn(text, "'" + text);
                        }
                    });
            assertThat(row).containsEntry("run_name", source.get(i).get("Name"));
            assertThat(Double.parseDouble(row.get("value")))
                    .isEqualTo(Double.parseDouble(source.get(i).get("val_loss")));
        }
        assertThat(exported)
                .extracting(r -> r.get("started"))
                .containsExactly(
                        "2024-03-31T00:30:00.000Z",
                        "2024-10-27T00:30:00.000Z",
                        "2024-12-31T23:59:59.000Z",
                        "2024-02-29T12:00:00.000Z",
                        "2024-05-01T08:00:00.000Z");
    }

    @Test
    void aColumnHasOneKindThatHoldsEveryValueExactly() throws IOException {
        Book book = book("first");
        book.take(read(CASES.resolve("31-export-types/table.csv")));
        Table table = TrialsTable.of(book.log(), book.ledger().now().book(), Scope.ALL);
        assertThat(table.columns())
                .contains(
                        new Table.Column("params.zip", Table.Kind.TEXT),
                        new Table.Column("params.sci", Table.Kind.TEXT),
                        new Table.Column("params.mixed", Table.Kind.TEXT),
                        new Table.Column("params.int_as_float", Table.Kind.REAL));
    }

    @Test
    void runsComeBackWithTheirTagsTimesStatusAndBestValues() throws IOException {
        Book book = book("first");
        Tracking tracking = new Tracking(book.ledger());
        String experiment = tracking.createExperiment("mine", "mlflow", Map.of(), "ada");
        String killed =
                run(
                        tracking,
                        experiment,
                        RunStatus.KILLED,
                        1_700_000_009_000L,
                        Map.of("a", "1", "empty", "", "quote", "'", "formula", "'=1"),
                        Map.of("user_attr/note", "=1", "params.a", "a tag", "empty", ""),
                        new Measurements(
                                "intermediate_value",
                                new long[] {1, 9_007_199_254_740_993L},
                                new long[] {0, 0},
                                new double[] {0.5, 16_777_217}));
        run(
                tracking,
                experiment,
                RunStatus.FINISHED,
                1_700_000_005_000L,
                Map.of("a", "2", ";".repeat(60), "1;2\t3"),
                Map.of("b", "-1"),
                // The best value comes before the last one, at the same step.
                new Measurements(
                        "acc", new long[] {0, 0}, new long[] {1, 2}, new double[] {0.75, 0.5}),
                new Measurements(
                        "loss",
                        new long[] {0, 3, 7},
                        new long[] {1, 2, 3},
                        new double[] {3, Double.POSITIVE_INFINITY, 1e-320}));
        run(tracking, experiment, RunStatus.RUNNING, null, Map.of("a", "3"), Map.of());
        tracking.describe(
                experiment,
                new Description(
                        "mine",
                        "mine",
                        new Objective("acc", Objective.Direction.MAXIMIZE),
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "Which?"),
                        ParameterInference.params(
                                        tracking.now()
                                                .runsOf(
                                                        Objects.requireNonNull(
                                                                tracking.now()
                                                                        .experiment(experiment))))
                                .stream()
                                .map(ParameterInference::assignment)
                                .toList()),
                "ada");
        List<Map<String, String>> rows = rows(book.exported());
        assertThat(rows.getFirst())
                .containsEntry("run_id", killed)
                .containsEntry("run_name", "a run")
                .containsEntry("user", "grace")
                .containsEntry("state", "abandoned")
                .containsEntry("status", "KILLED")
                .containsEntry("value", "1.6777217E7")
                .containsEntry("best_step", "9007199254740993")
                .containsEntry("started", "2023-11-14T22:13:20.000Z")
                .containsEntry("ended", "2023-11-14T22:13:29.000Z")
                .containsEntry("params.empty", "'")
                .containsEntry("params.quote", "''")
                .containsEntry("params.formula", "''=1")
                .containsEntry("tags.user_attr/note", "'=1")
                .containsEntry("tags.params.a", "a tag");
        assertThat(rows.get(1))
                .containsEntry("value", "0.75")
                .containsEntry("metrics.acc", "0.5")
                .containsEntry("metrics.loss", "1.0E-320")
                .containsEntry("steps", "7")
                .containsEntry("steps.acc", "0")
                .containsEntry("params.empty", "");
        String table = book.exported();
        assertThat(book.take(again(table))).isZero();
        Book second = book("second");
        second.take(again(table));
        assertThat(rows(second.exported()))
                .extracting(RoundTripTest::withoutExperiment)
                .containsExactlyElementsOf(
                        rows.stream().map(RoundTripTest::withoutExperiment).toList());
    }

    /// Without the experiment's id: an experiment of MLflow's clients is numbered in each log.
    private static Map<String, String> withoutExperiment(Map<String, String> row) {
        Map<String, String> rest = new TreeMap<>(row);
        rest.remove("experiment_id");
        return rest;
    }

    private static String run(
            Tracking tracking,
            String experiment,
            RunStatus status,
            @Nullable Long end,
            Map<String, String> params,
            Map<String, String> tags,
            Measurements... measurements) {
        String run =
                tracking.createRun(experiment, "a run", "grace", 1_700_000_000_000L, tags, "ada");
        tracking.log(run, params, Map.of(), List.of(), List.of(measurements), "ada");
        if (status != RunStatus.RUNNING) {
            tracking.change(run, null, status, end, "", "ada");
        }
        return run;
    }

    @Test
    void builtInTrialsBecomeRunsThatComeBack() throws IOException {
        Book book = book("first");
        Exported.into(book.ledger());
        Exported.trial(book.ledger(), "demo-s1", 0.5);
        Book second = book("second again");
        second.take(again(book.exported()));
        List<Map<String, String>> rows = rows(second.exported());
        assertThat(rows)
                .extracting(r -> r.get("value"))
                .containsExactlyInAnyOrderElementsOf(
                        rows(book.exported()).stream().map(r -> r.get("value")).toList());
        isKept(second);
    }
}
