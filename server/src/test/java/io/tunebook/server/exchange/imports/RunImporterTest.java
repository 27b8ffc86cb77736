package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Run;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunImporterTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    @TempDir private Path folder;
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder.resolve("log"));
        ledger = new Ledger(log, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private RunImporter.ImportResult land(ParsedSource imported) {
        return new RunImporter(ledger, "ada", ImportListener.SILENT).land(imported);
    }

    private static ParsedSource read(Path path) throws IOException {
        if (path.toString().endsWith(".csv")) {
            return Csv.read(path, CsvChoices.NONE, ImportListener.SILENT).imported();
        }
        return Files.isDirectory(path)
                ? TensorBoard.read(path, ImportListener.SILENT)
                : Optuna.read(path, ImportListener.SILENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "optuna.journal",
                "optuna.db",
                "tensorboard",
                "optuna-trials.csv",
                "mlflow-runs.csv"
            })
    void aRepeatedImportAppendsOnlyItsRecord(String name) throws IOException {
        ParsedSource imported = read(OptunaTest.fixture(name));
        RunImporter.ImportResult first = land(imported);
        assertThat(first.newRuns()).isEqualTo(imported.runs());
        assertThat(log.head().position()).isEqualTo(first.events());
        var runs = ledger.now().book().tracked().runs();
        RunImporter.ImportResult again = land(read(OptunaTest.fixture(name)));
        assertThat(again.newRuns()).isZero();
        assertThat(again.events()).isEqualTo(1);
        assertThat(ledger.now().book().tracked().runs()).isEqualTo(runs);
        assertThat(log.readStream("source/" + imported.digest(), 0, 10))
                .extracting(e -> e.type())
                .containsOnly("source-imported");
    }

    @Test
    void aRunOfAnEarlierVersionIsRecognisedByItsContentUnderTheFormerId() {
        land(source(run("by-name", "1", 0.5, 0.4)));
        ParsedRun same = run("by-path", "1", 0.5, 0.4, 0.3).formerly(List.of("by-name"));
        ParsedRun otherSeed = run("other-seed", "2", 0.5, 0.4).formerly(List.of("by-name"));
        ParsedRun otherCurve = run("other-curve", "1", 0.6, 0.4).formerly(List.of("by-name"));
        assertThat(land(source(otherSeed, same, otherCurve)).newRuns()).isEqualTo(2);
        assertThat(land(source(otherSeed, same, otherCurve)).newRuns()).isZero();
        Tracking tracking = new Tracking(ledger);
        assertThat(tracking.now().run("by-path")).isNull();
        assertThat(tracking.history("by-name", "loss").values()).containsExactly(0.5, 0.4, 0.3);
    }

    private static ParsedRun run(String id, String seed, double... losses) {
        Points points = new Points("loss");
        for (int i = 0; i < losses.length; i++) {
            points.add(i, 0, losses[i]);
        }
        return new ParsedRun(
                id,
                "run",
                "",
                0,
                Map.of("seed", seed),
                Map.of(),
                List.of(points.done()),
                ParsedRun.End.FINISHED,
                null,
                "");
    }

    private static ParsedSource source(ParsedRun... runs) {
        ParsedStudy study = new ParsedStudy("s", "study", null, List.of(), Map.of(), List.of(runs));
        return new ParsedSource("table", "csv", "00", List.of(study), new SkippedItems());
    }

    @Test
    void aGrowingJournalGivesTheSameAsTheCompleteOne() throws IOException {
        byte[] whole = Files.readAllBytes(OptunaTest.fixture("optuna.journal"));
        long seed = SEED;
        Random random = new Random(seed);
        Path file = folder.resolve("growing.journal");
        for (int end = 2_000; end < whole.length; end += 1 + random.nextInt(6_000)) {
            Files.write(file, Arrays.copyOf(whole, end));
            land(read(file));
        }
        Files.write(file, whole);
        ParsedSource all = read(file);
        land(all);
        Tracking tracking = new Tracking(ledger);
        for (ParsedRun run : all.studies().getFirst().runs()) {
            Run known = Objects.requireNonNull(tracking.now().run(run.id()), "seed " + seed);
            assertThat(known.params()).as("seed %d", seed).isEqualTo(run.params());
            for (var m : run.curves()) {
                assertThat(tracking.history(run.id(), m.metric())).as("seed %d", seed).isEqualTo(m);
            }
        }
    }

    @Test
    void aKilledImportResumesWhenItIsRepeated() throws IOException {
        ParsedSource all = read(OptunaTest.fixture("optuna.journal"));
        ParsedStudy study = all.studies().getFirst();
        ParsedSource half =
                new ParsedSource(
                        all.source(),
                        all.kind(),
                        all.digest(),
                        java.util.List.of(
                                new ParsedStudy(
                                        study.id(),
                                        study.name(),
                                        study.objective(),
                                        study.space(),
                                        study.tags(),
                                        study.runs().subList(0, 5))),
                        all.skips());
        land(half);
        assertThat(land(all).newRuns()).isEqualTo(study.runs().size() - 5);
        assertThat(new Tracking(ledger).now().runs()).hasSize(study.runs().size());
    }

    @Test
    void aStudyOfOptunaIsDescribedWithItsSpaceAndTheStatesOfItsTrials() throws IOException {
        ParsedSource imported = read(OptunaTest.fixture("optuna.journal"));
        land(imported);
        ParsedStudy from = imported.studies().getFirst();
        Tracking tracking = new Tracking(ledger);
        tracking.describe(
                from.id(),
                Objects.requireNonNull(StudyDescriber.of(from, ledger.now().book())),
                "ada");
        var book = ledger.now().book();
        String id =
                Objects.requireNonNull(
                        Objects.requireNonNull(tracking.now().experiment(from.id())).study());
        Study study = Objects.requireNonNull(book.study(id));
        assertThat(study.facts().space().parameters()).containsExactlyElementsOf(from.space());
        assertThat(book.trialsOf(study)).hasSize(from.runs().size());
        long completed =
                book.trialsOf(study).stream().filter(Trial.Completed.class::isInstance).count();
        assertThat(completed)
                .isEqualTo(
                        from.runs().stream().filter(r -> r.end() == ParsedRun.End.FINISHED).count()
                                - 1);
        assertThat(book.trialsOf(study).get(3)).isInstanceOf(Trial.Infeasible.class);
        assertThat(book.trialsOf(study).get(4)).isInstanceOf(Trial.Infeasible.class);
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void aTableThatGrowsRowByRowAddsOnlyWhatIsNew() throws IOException {
        List<String> lines = Files.readAllLines(OptunaTest.fixture("optuna-trials.csv"));
        Path file = folder.resolve("growing.csv");
        for (int rows = 1; rows < lines.size(); rows += 3) {
            Files.write(file, lines.subList(0, rows + 1));
            land(read(file));
            assertThat(ledger.now().book().tracked().runs()).hasSize(rows);
        }
    }

    @Test
    void aChartAddsCurvesToTheRunsOfATableAndKeepsTheirEnds() throws IOException {
        CsvChoices choices =
                new CsvChoices(
                        "p",
                        null,
                        null,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        "loss",
                        Objective.Direction.MINIMIZE);
        Path table =
                Files.writeString(
                        folder.resolve("table.csv"),
                        "Name,State,Created,lr,loss\na,finished,2026-01-01T00:00:00Z,0.1,1\nb,crashed,2026-01-01T00:00:00Z,0.2,\n");
        Path chart =
                Files.writeString(
                        folder.resolve("chart.csv"),
                        "Step,a - loss,a - loss__MIN,a - loss__MAX,b - loss,b - loss__MIN,b - loss__MAX\n0,3,3,3,4,4,4\n9,1,1,1,NaN,NaN,NaN\n");
        ParsedSource runs = Csv.read(table, choices, ImportListener.SILENT).imported();
        land(runs);
        land(Csv.read(chart, choices, ImportListener.SILENT).imported());
        ParsedStudy from = runs.studies().getFirst();
        Tracking tracking = new Tracking(ledger);
        tracking.describe(
                from.id(),
                Objects.requireNonNull(StudyDescriber.of(from, ledger.now().book())),
                "ada");
        var book = ledger.now().book();
        Study study =
                Objects.requireNonNull(
                        book.study(
                                Objects.requireNonNull(
                                        Objects.requireNonNull(tracking.now().experiment(from.id()))
                                                .study())));
        assertThat(book.trialsOf(study))
                .hasSize(2)
                .satisfiesExactly(
                        a -> {
                            assertThat(a).isInstanceOf(Trial.Completed.class);
                            assertThat(ledger.now().curves().size(a.id(), "loss")).isEqualTo(2);
                        },
                        b -> assertThat(b).isInstanceOf(Trial.Infeasible.class));
    }

    @Test
    void namesBeyondTheLimitOfARunAreSkippedAndCounted() {
        List<Measurements> curves = new ArrayList<>();
        for (int i = 0; i < 10_007; i++) {
            curves.add(Measurements.untimed("m" + i, new long[] {0}, new double[] {i}));
        }
        ParsedRun few = run("many", "1", 0.5);
        ParsedSource imported = source(few.with(few.params(), few.tags(), curves));
        assertThat(imported.skips().sentences())
                .containsExactly("a metric beyond the 10,000 that a run can have (7 times)");
        land(imported);
        Run run = Objects.requireNonNull(ledger.now().book().tracked().run("many"));
        assertThat(run.metrics()).hasSize(10_000).containsKey("m9999");
        ParsedSource other = source(run("many", "1", 0.5));
        assertThat(land(other).notes())
                .contains("Skipped: a metric beyond the 10,000 that a run can have");
    }

    @Test
    void tagsBeyondTheLimitOfAnExperimentAndOfAKnownRunAreSkippedAndCounted() {
        Map<String, String> tags = new HashMap<>();
        for (int i = 0; i < 2_003; i++) {
            tags.put("t%04d".formatted(i), "1");
        }
        ParsedRun one = run("many", "1", 0.5);
        ParsedSource first = source(one.with(one.params(), tags, one.curves()));
        ParsedStudy study = first.studies().getFirst();
        ParsedSource tagged =
                new ParsedSource(
                        first.source(),
                        first.kind(),
                        first.digest(),
                        List.of(
                                new ParsedStudy(
                                        study.id(),
                                        study.name(),
                                        study.objective(),
                                        study.space(),
                                        tags,
                                        study.runs())),
                        new SkippedItems());
        assertThat(tagged.skips().sentences())
                .containsExactly("a tag beyond the 2,000 that an experiment can have (3 times)");
        land(tagged);
        assertThat(
                        Objects.requireNonNull(ledger.now().book().tracked().experiment(study.id()))
                                .tags())
                .hasSize(2_000);
        ParsedSource more =
                source(one.with(Map.of(), Map.of("other", "1", "t0000", "2"), one.curves()));
        assertThat(land(more).notes())
                .contains("Skipped: a tag beyond the 2,000 that a run can have");
        Run run = Objects.requireNonNull(ledger.now().book().tracked().run("many"));
        assertThat(run.tags()).hasSize(2_000).containsEntry("t0000", "2");
    }
}
