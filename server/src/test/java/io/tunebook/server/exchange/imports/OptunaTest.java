package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Domain;
import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptunaTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final String WORKER = ",\"worker_id\":\"w\"}";

    @TempDir private Path folder;

    static Path fixture(String name) {
        try {
            return Path.of(Objects.requireNonNull(OptunaTest.class.getResource(name)).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ParsedStudy first(Path file) throws IOException {
        return Optuna.read(file, ImportListener.SILENT).studies().getFirst();
    }

    private ParsedStudy journal(String... records) throws IOException {
        return first(written(records));
    }

    private Path written(String... records) throws IOException {
        Path file = folder.resolve("made.journal");
        StringBuilder all = new StringBuilder();
        for (String record : records) {
            all.append(record.replace("}$", WORKER)).append('\n');
        }
        return Files.writeString(file, all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"optuna.journal", "optuna.db"})
    void aRecordedStudyIsReadWholeFromEitherStorage(String name) throws IOException {
        ParsedStudy study = first(fixture(name));
        assertThat(study.name()).isEqualTo("digits");
        assertThat(study.objective())
                .isEqualTo(new Objective("value", Objective.Direction.MINIMIZE));
        assertThat(study.tags()).containsEntry("owner", "ada");
        assertThat(study.runs()).hasSize(12);
        assertThat(study.space())
                .contains(
                        Parameter.always("learning_rate", new Domain.Log(1e-5, 0.1)),
                        Parameter.always("layers", new Domain.Int(1, 5)),
                        Parameter.always("width", new Domain.LogInt(8, 512)),
                        Parameter.always("dropout", new Domain.Linear(0, 0.5)),
                        new Parameter(
                                "momentum",
                                new Domain.Linear(0, 0.99),
                                new Parameter.Condition("optimizer", new Value.Text("sgd"))));
        ParsedRun failed = study.runs().get(3);
        assertThat(failed.end()).isEqualTo(End.FAILED);
        assertThat(failed.why()).isEqualTo("failed in Optuna");
        ParsedRun infinite = study.runs().get(4);
        assertThat(infinite.curves().getFirst().values()).containsExactly(Double.NaN);
        assertThat(infinite.curves().getLast().values()).containsExactly(Double.POSITIVE_INFINITY);
        assertThat(study.runs()).anyMatch(r -> r.end() == End.KILLED && r.why().contains("step"));
        assertThat(study.runs().getFirst().tags()).containsEntry("user_attr/host", "gpu-0");
        assertThat(study.runs().getFirst().endTime())
                .isGreaterThan(study.runs().getFirst().startTime());
    }

    @Test
    void textWithAnUnpairedSurrogateIsSkippedAndCounted() throws IOException {
        Path file =
                written(
                        "{\"op_code\":0,\"study_name\":\"a\\ud800\",\"directions\":[1]}$",
                        "{\"op_code\":2,\"study_id\":0,\"user_attr\":{\"owner\":\"\\udc00\"}}$",
                        "{\"op_code\":2,\"study_id\":0,\"user_attr\":{\"team\":\"\\ud83d\\ude00\"}}$");
        ParsedSource source = Optuna.read(file, ImportListener.SILENT);
        ParsedStudy study = source.studies().getFirst();
        assertThat(study.name()).isEqualTo("a\ufffd");
        assertThat(study.tags()).containsEntry("team", "\ud83d\ude00").doesNotContainKey("owner");
        assertThat(source.skips().sentences())
                .anyMatch(s -> s.contains("'owner'") && s.contains("unpaired surrogate"));
    }

    @Test
    void queuedTrialsAreSkippedAndListed() throws IOException {
        assertThat(
                        Optuna.read(fixture("optuna.journal"), ImportListener.SILENT)
                                .skips()
                                .sentences())
                .contains("a queued trial of 'digits'");
    }

    @Test
    void severalObjectivesKeepTheirNamesAndNoneIsChosen() throws IOException {
        ParsedStudy two =
                Optuna.read(fixture("optuna.db"), ImportListener.SILENT).studies().getLast();
        assertThat(two.objective()).isNull();
        assertThat(two.runs().getFirst().curves())
                .extracting(Measurements::metric)
                .containsExactly("accuracy", "seconds");
    }

    @Test
    void anIncompleteLastLineIsSkipped() throws IOException {
        String whole = Files.readString(fixture("optuna.journal"));
        Path torn = Files.writeString(folder.resolve("torn"), whole + "{\"op_code\":4,\"stu");
        ParsedSource read = Optuna.read(torn, ImportListener.SILENT);
        assertThat(read.studies())
                .isEqualTo(Optuna.read(fixture("optuna.journal"), ImportListener.SILENT).studies());
        assertThat(read.skips().sentences()).contains("the last line, which is incomplete");
    }

    @Test
    void anyPrefixOfAJournalIsReadAndItsTrialsKeepTheirNames() throws IOException {
        byte[] whole = Files.readAllBytes(fixture("optuna.journal"));
        List<String> ids =
                first(fixture("optuna.journal")).runs().stream().map(ParsedRun::id).toList();
        long seed = SEED;
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            int cut = random.nextInt(whole.length);
            Path file = folder.resolve("cut");
            Files.write(file, java.util.Arrays.copyOf(whole, cut));
            List<ParsedStudy> read = Optuna.read(file, ImportListener.SILENT).studies();
            for (ParsedRun run : read.isEmpty() ? List.<ParsedRun>of() : read.getFirst().runs()) {
                assertThat(ids).as("seed %d, cut %d", seed, cut).contains(run.id());
            }
        }
    }

    @Test
    void duplicatesLateWritesSecondStartsAndDiscardedTrialsAreIgnoredAsOptunaDoes()
            throws IOException {
        Path file =
                written(
                        "{\"op_code\":0,\"study_name\":\"s\",\"directions\":[2]}$",
                        "{\"op_code\":0,\"study_name\":\"s\",\"directions\":[1]}$",
                        "{\"op_code\":0,\"study_name\":\"gone\",\"directions\":[1]}$",
                        "{\"op_code\":1,\"study_id\":1}$",
                        "{\"op_code\":4,\"study_id\":0,\"datetime_start\":\"2026-01-01T00:00:00\"}$",
                        "{\"op_code\":6,\"trial_id\":0,\"state\":0,\"values\":null,\"datetime_start\":\"2027-01-01T00:00:00\"}$",
                        "{\"op_code\":7,\"trial_id\":0,\"step\":0,\"intermediate_value\":NaN}$",
                        "{\"op_code\":7,\"trial_id\":0,\"step\":1,\"intermediate_value\":-Infinity}$",
                        "{\"op_code\":6,\"trial_id\":0,\"state\":1,\"values\":[0.5],\"datetime_complete\":\"2026-01-01T00:00:09+00:00\"}$",
                        "{\"op_code\":7,\"trial_id\":0,\"step\":2,\"intermediate_value\":1}$",
                        "{\"op_code\":8,\"trial_id\":0,\"user_attr\":{\"a\":1}}$",
                        "{\"op_code\":4,\"study_id\":1,\"datetime_start\":\"2026-01-01T00:00:00\"}$",
                        "{\"op_code\":10,\"study_id\":0,\"trial_ids\":[0]}$",
                        "{\"op_code\":77}$");
        ParsedSource read = Optuna.read(file, ImportListener.SILENT);
        assertThat(read.studies()).hasSize(1);
        ParsedStudy study = read.studies().getFirst();
        assertThat(Objects.requireNonNull(study.objective()).direction())
                .isEqualTo(Objective.Direction.MAXIMIZE);
        assertThat(study.runs()).hasSize(1);
        ParsedRun run = study.runs().getFirst();
        assertThat(run.curves().getFirst().values())
                .containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
        assertThat(run.tags()).isEmpty();
        assertThat(run.endTime()).isEqualTo(run.startTime() + 9_000);
        assertThat(read.skips().sentences())
                .anyMatch(s -> s.contains("second study"))
                .anyMatch(s -> s.contains("deleted"))
                .anyMatch(s -> s.contains("second start"))
                .anyMatch(s -> s.contains("finished trial, as Optuna does (2 times)"))
                .anyMatch(s -> s.contains("missing study"))
                .anyMatch(s -> s.contains("discards"))
                .anyMatch(s -> s.contains("op_code 77"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "UniformDistribution|\"low\":0,\"high\":1|0.5|Linear",
                "LogUniformDistribution|\"low\":1e-3,\"high\":1|0.5|Log",
                "DiscreteUniformDistribution|\"low\":0,\"high\":1,\"q\":0.25|0.5|Linear",
                "IntUniformDistribution|\"low\":1,\"high\":9,\"step\":1|5|Int",
                "IntLogUniformDistribution|\"low\":1,\"high\":9,\"step\":1|5|LogInt",
                "FloatDistribution|\"low\":2,\"high\":2,\"log\":false,\"step\":null|2|Fixed",
                "IntDistribution|\"low\":1,\"high\":9,\"log\":true,\"step\":1|5|LogInt",
                "CategoricalDistribution|\"choices\":[true,3,0.5,null,\"a\"]|3|Categorical"
            })
    void distributionsOfOldAndNewNamesKeepTheirScale(
            String name, String attributes, String internal, String scale) throws IOException {
        String distribution =
                "{\\\"name\\\":\\\"%s\\\",\\\"attributes\\\":{%s}}"
                        .formatted(name, attributes.replace("\"", "\\\""));
        ParsedStudy study =
                journal(
                        "{\"op_code\":0,\"study_name\":\"s\",\"directions\":[1]}$",
                        "{\"op_code\":4,\"study_id\":0,\"datetime_start\":\"2026-01-01T00:00:00\"}$",
                        "{\"op_code\":5,\"trial_id\":0,\"param_name\":\"x\",\"param_value_internal\":%s,\"distribution\":\"%s\"}$"
                                .formatted(internal, distribution));
        Domain domain = study.space().getFirst().domain();
        assertThat(domain.getClass().getSimpleName()).isEqualTo(scale);
        String text = study.runs().getFirst().params().get("x");
        assertThat(text)
                .isEqualTo(
                        scale.equals("Categorical")
                                ? "None"
                                : scale.endsWith("Int")
                                        ? "5"
                                        : internal.equals("2") ? "2.0" : "0.5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"op_code\":4,|is not JSON",
                "{\"study\":1}|has no op_code",
                "[1]|has no op_code",
                "{\"op_code\":4,\"study_id\":0,\"datetime_start\":\"soon\"}|'soon' is not a time"
            })
    void aDamagedLineIsNamed(String line, String message) throws IOException {
        Path file =
                written(
                        "{\"op_code\":0,\"study_name\":\"s\",\"directions\":[1]}$",
                        line,
                        "{\"op_code\":10}$");
        assertThatThrownBy(() -> Optuna.read(file, ImportListener.SILENT))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("line 2 of")
                .hasMessageContaining(message);
    }

    @Test
    void aFileThatIsNotOptunasIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("x.txt"), "hello");
        assertThatThrownBy(() -> Optuna.read(text, ImportListener.SILENT))
                .hasMessageContaining("neither an Optuna journal nor an SQLite file");
        Path cut = folder.resolve("cut.db");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(fixture("optuna.db")), 5_000));
        assertThatThrownBy(() -> Optuna.read(cut, ImportListener.SILENT))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("cut.db");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete"})
    void aRunningStudyIsReadWithoutALockOrAWrite(String mode) throws Exception {
        Path db = folder.resolve("live.db");
        Files.copy(fixture("optuna.db"), db);
        try (Connection writer = DriverManager.getConnection("jdbc:sqlite:" + db);
                Statement sql = writer.createStatement()) {
            sql.execute("pragma journal_mode = " + mode);
            sql.execute(
                    "insert into trial_user_attributes(trial_id, key, value_json) values (1, 'late', '\"yes\"')");
            sql.execute("begin exclusive");
            List<FileTime> before = times(db);
            ParsedStudy study = first(db);
            assertThat(study.runs()).hasSize(12);
            assertThat(study.runs().getFirst().tags()).containsEntry("user_attr/late", "yes");
            assertThat(times(db)).isEqualTo(before);
            sql.execute(
                    "insert into trial_user_attributes(trial_id, key, value_json) values (1, 'later', '1')");
            sql.execute("commit");
        }
    }

    private List<FileTime> times(Path db) throws IOException {
        List<FileTime> all = new ArrayList<>();
        for (String part : List.of("", "-wal", "-shm")) {
            Path p = Path.of(db + part);
            all.add(Files.exists(p) ? Files.getLastModifiedTime(p) : FileTime.fromMillis(0));
        }
        return all;
    }
}
