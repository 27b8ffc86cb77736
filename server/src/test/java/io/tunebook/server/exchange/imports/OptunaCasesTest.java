package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.ParameterParser;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// Storages of Optuna from public bug reports: old schemas, choices that look alike, names of other
/// scripts, several objectives and infinite values.
class OptunaCasesTest {
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

    private static ParsedSource read(Path file) throws IOException {
        return Optuna.read(file, ImportListener.SILENT);
    }

    private static ParsedSource read(String fixture) throws IOException {
        return read(OptunaTest.fixture(fixture));
    }

    /// The described study of an imported one.
    private Study described(ParsedSource source, ParsedStudy study) {
        new RunImporter(ledger, "ada", ImportListener.SILENT).land(source);
        new Tracking(ledger)
                .describe(
                        study.id(),
                        Objects.requireNonNull(StudyDescriber.of(study, book())),
                        "ada");
        String id = Objects.requireNonNull(book().tracked().experiment(study.id())).study();
        return Objects.requireNonNull(book().study(Objects.requireNonNull(id)));
    }

    private Book book() {
        return ledger.now().book();
    }

    private static Map<String, Domain> domains(ParsedStudy study) {
        return study.space().stream().collect(Collectors.toMap(Parameter::name, Parameter::domain));
    }

    private static long count(ParsedStudy study, End end) {
        return study.runs().stream().filter(r -> r.end() == end).count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"optuna-2.0.db", "optuna-2.10.db"})
    void aStorageFromBeforeVersionThreeIsReadWhole(String name) throws IOException {
        ParsedSource source = read(name);
        ParsedStudy study = source.studies().getFirst();
        assertThat(study.objective())
                .isEqualTo(new Objective("value", Objective.Direction.MAXIMIZE));
        assertThat(study.runs()).hasSize(9);
        assertThat(count(study, End.FINISHED)).isEqualTo(6);
        assertThat(count(study, End.KILLED)).isEqualTo(1);
        assertThat(count(study, End.FAILED)).isEqualTo(1);
        assertThat(count(study, End.RUNNING)).isEqualTo(1);
        assertThat(domains(study))
                .containsEntry("lr", new Domain.Log(1e-5, 0.1))
                .containsEntry("units", new Domain.LogInt(8, 256))
                .containsEntry("dropout", new Domain.Linear(0, 1))
                .containsEntry("layers", new Domain.Int(1, 8));
        assertThat(study.notes()).containsEntry("mix", "in steps of 0.25");
        assertThat(source.skips().sentences())
                .contains("the step 0.25 of 'mix': its range is imported");
        ParsedRun run = study.runs().get(3);
        assertThat(run.params()).containsEntry("mix", "0.75").containsEntry("act", "tanh");
        assertThat(run.curves().getFirst().values()).containsExactly(0.3, 0.4, 0.5);
        assertThat(run.curves().getLast().values()).containsExactly(0.65);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alter table trial_values add column value_type varchar(7) not null default 'FINITE'",
                "alter table trial_intermediate_values rename to other",
                "alter table trial_params drop column distribution_json",
                "drop table study_directions",
                "drop table trial_system_attributes"
            })
    void aHalfUpgradedStorageIsRefusedWithItsVersion(String change) throws Exception {
        Path db = folder.resolve("half.db");
        Files.copy(OptunaTest.fixture("optuna-2.10.db"), db);
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + db);
                Statement sql = c.createStatement()) {
            sql.execute(change);
        }
        assertThatThrownBy(() -> read(db))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining(
                        "half.db is an Optuna storage of version 2.10.0 (schema v2.6.0.a)")
                .hasMessageContaining("run 'optuna storage upgrade --storage sqlite:///")
                .message()
                .doesNotContain("no such");
    }

    @Test
    void anotherDatabaseIsRefused() throws Exception {
        Path db = folder.resolve("other.db");
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + db);
                Statement sql = c.createStatement()) {
            sql.execute("create table runs (id integer, loss float)");
        }
        assertThatThrownBy(() -> read(db))
                .hasMessageEndingWith(
                        "is an SQLite file without Optuna's tables: is it an Optuna storage?");
    }

    @Test
    void choicesThatLookAlikeStayDistinct() throws IOException {
        ParsedSource source = read("choices.journal");
        ParsedStudy parsed = source.studies().getFirst();
        assertThat(read("choices.db").studies().getFirst())
                .usingRecursiveComparison()
                .ignoringFields("id", "runs.id", "runs.tags")
                .isEqualTo(parsed);
        Study study = described(source, parsed);
        List<Value> choices =
                ((Domain.Categorical)
                                study.facts().space().parameters().stream()
                                        .filter(p -> p.name().equals("weight"))
                                        .findFirst()
                                        .orElseThrow()
                                        .domain())
                        .values();
        assertThat(choices).extracting(Value::toString).doesNotHaveDuplicates();
        assertThat(choices)
                .containsExactly(
                        new Value.Text("None"),
                        new Value.Text("\"None\""),
                        new Value.Bool(true),
                        new Value.Text("\"True\""),
                        new Value.Int(1),
                        new Value.Text("\"1\""),
                        new Value.Real(1.5),
                        new Value.Text("\"[64, 64]\""),
                        new Value.Text("[64,64]"),
                        new Value.Text("{\"a\":1}"),
                        new Value.Text(""),
                        new Value.Text(" x "));
        List<Trial> trials = book().trialsOf(study);
        assertThat(trials).hasSize(24).allMatch(t -> t instanceof Trial.Completed);
        for (Trial t : trials) {
            Map<String, Value> values = t.configuration().values();
            assertThat(values).containsEntry("weight", choices.get(t.number() % 12));
            assertThat(values.containsKey("cosine.t_max")).isEqualTo(t.number() % 2 == 0);
            assertThat(values.containsKey("step.gamma")).isEqualTo(t.number() % 2 == 1);
        }
        assertThat(study.facts().space().parameters())
                .extracting(Parameter::key)
                .contains("cosine.t_max[schedule=cosine]", "step.gamma[schedule=step]");
        assertThat(Sample.of(book(), study).completed().getFirst().number()).isEqualTo(23);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[1,1.0,\"1\",\"1.0\",true]",
                "[true,\"true\",\"True\",false,\"FALSE\"]",
                "[\"1\",1,\"\\\"1\\\"\",\"01\",1e0]",
                "[null,\"None\",\"\\\"None\\\"\",\"null\",\"none\"]",
                "[0.1,\"0.1\",\"1e-1\",0.10001,0.100012]",
                "[[1],\"[1]\",\"[ 1 ]\",[1.0],{\"b\":[1]},\"{\\\"b\\\": [1]}\"]",
                "[12345678901234567890,\"12345678901234567890\",9007199254740993,\"9007199254740993\"]",
                "[NaN,\"NaN\",Infinity,\"Infinity\",0]",
                "[\"\",\" \",\"  \",null]",
                "[\"a\",\"1\",\"true\"]"
            })
    void everyChoiceHasItsOwnValueThatItsTextGivesBack(String json) {
        OptunaDistribution.Categorical c = OptunaChoices.of(OptunaJson.MAPPER.readTree(json));
        assertThat(c.texts()).doesNotHaveDuplicates();
        Domain.Categorical domain = new Domain.Categorical(c.values());
        assertThat(c.texts())
                .extracting(text -> ParameterParser.read(domain, text))
                .containsExactlyElementsOf(c.values());
        JsonMapper mapper = JsonMapper.builder().build();
        Domain stored = mapper.readValue(mapper.writeValueAsString(domain), Domain.class);
        assertThat(stored).isEqualTo(domain);
    }

    @Test
    void namesOfOtherScriptsAndLongOnesStayApart() throws IOException {
        ParsedSource source = read("names.journal");
        Study study = described(source, source.studies().getFirst());
        Map<String, Parameter> space =
                study.facts().space().parameters().stream()
                        .collect(Collectors.toMap(Parameter::name, Function.identity()));
        assertThat(space).hasSize(14);
        assertThat(space)
                .containsKeys("α", "β", "学習率", "重み減", "lr (enc)", "lr [enc]")
                .containsKeys("model/enc/depth", "model.enc.depth", "a b", "a_b", "%");
        assertThat(domain(space, "α")).isEqualTo(new Domain.Linear(0, 1));
        assertThat(domain(space, "β")).isEqualTo(new Domain.Linear(0, 10));
        assertThat(domain(space, "lr (enc)")).isEqualTo(new Domain.Log(1e-5, 1e-1));
        assertThat(domain(space, "lr [enc]")).isEqualTo(new Domain.Log(1e-4, 1));
        assertThat(space.values())
                .extracting(Parameter::domain)
                .contains(
                        new Domain.Linear(5, 5.5 * 1.1),
                        new Domain.Categorical(
                                List.of(new Value.Text("only"), new Value.Text("blank"))));
        assertThat(space.keySet())
                .filteredOn(n -> n.startsWith("xxx"))
                .hasSize(2)
                .allMatch(n -> n.matches("x{50}…x{29}[12]~[0-9a-f]{6}"));
        assertThat(book().trialsOf(study))
                .hasSize(6)
                .allMatch(t -> t.configuration().values().size() == 14);
    }

    private static Domain domain(Map<String, Parameter> space, String name) {
        return Objects.requireNonNull(space.get(name)).domain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"objectives.journal", "objectives.db"})
    void aStudyOfTwoObjectivesIsKeptButNotDescribed(String name) throws IOException {
        ParsedSource source = read(name);
        ParsedStudy two = source.studies().getFirst();
        assertThat(two.objective()).isNull();
        assertThat(StudyDescriber.of(two, book())).isNull();
        assertThat(count(two, End.FINISHED)).isEqualTo(6);
        assertThat(count(two, End.FAILED)).isEqualTo(1);
        assertThat(two.tags())
                .containsEntry("optuna.objectives", "value_0 minimize, value_1 maximize");
        assertThat(two.runs().get(2).curves())
                .extracting(m -> m.metric() + " " + m.values()[0])
                .containsExactly("value_0 " + (1 - 2 / 6.0), "value_1 4.0");
        assertThat(source.skips().sentences())
                .anyMatch(s -> s.startsWith("the description of 'two', which has 2 objectives"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"objectives.journal", "objectives.db"})
    void infiniteValuesAreInfeasibleAndTheLeastFiniteOneIsTheBest(String name) throws IOException {
        ParsedSource source = read(name);
        assertThat(source.skips().sentences().contains("the last line, which is incomplete"))
                .isEqualTo(name.endsWith("journal"));
        Study study = described(source, source.studies().get(1));
        List<Trial> trials = book().trialsOf(study);
        assertThat(trials)
                .extracting(Trial::state)
                .containsExactly(
                        "completed",
                        "infeasible",
                        "infeasible",
                        "infeasible",
                        "abandoned",
                        "abandoned",
                        "completed",
                        "running",
                        "completed",
                        "completed",
                        "completed");
        Sample sample = Sample.of(book(), study);
        assertThat(sample.completed().getFirst().number()).isEqualTo(10);
        assertThat(sample.completed().getFirst().value()).isEqualTo(Double.MIN_VALUE);
        assertThat(sample.completed().getLast().value()).isEqualTo(1e308);
        assertThat(source.studies().get(1).runs().get(6).curves().getFirst().steps())
                .containsExactly(5, 1, 3);
        assertThat(study.state()).isEqualTo(Study.State.RUNNING);
    }

    @Test
    void aTrialThatViolatesAConstraintIsInfeasibleAndNotTheBest() throws IOException {
        String trial =
                "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0,\"state\":1,\"value\":%d,\"datetime_start\":\"2026-01-01T00:00:00\",\"params\":{\"x\":0.%1$d},\"distributions\":{\"x\":\"{\\\"name\\\":\\\"FloatDistribution\\\",\\\"attributes\\\":{\\\"step\\\":null,\\\"low\\\":0.0,\\\"high\\\":1.0,\\\"log\\\":false}}\"},\"system_attrs\":{%s}}\n";
        Path file =
                Files.writeString(
                        folder.resolve("c.journal"),
                        "{\"op_code\":0,\"worker_id\":\"w\",\"study_name\":\"s\",\"directions\":[1]}\n"
                                + trial.formatted(1, "\"constraints\":[0.5, -1.0]")
                                + trial.formatted(2, "\"constraints:memory\":0.5")
                                + trial.formatted(3, "\"constraints\":[-1.0, 0.0]")
                                + trial.formatted(4, ""));
        ParsedSource source = read(file);
        assertThat(source.studies().getFirst().runs().getFirst().tags())
                .containsEntry("system_attr/constraints", "[0.5,-1.0]");
        assertThat(source.skips().sentences()).isEmpty();
        assertThat(SourceNotes.of(source))
                .containsExactly(
                        "2 of 3 trials of 's' that have constraints violate them: they are infeasible, as in Optuna, and none of them is the best trial.");
        Study study = described(source, source.studies().getFirst());
        Sample sample = Sample.of(book(), study);
        assertThat(sample.completed()).extracting(t -> t.value()).containsExactly(3d, 4d);
        assertThat(book().trialsOf(study))
                .filteredOn(Trial.Infeasible.class::isInstance)
                .extracting(t -> ((Trial.Infeasible) t).reason())
                .containsExactly(
                        "the trial violates 1 of 2 constraints: constraint 0 is 0.5, above 0",
                        "the trial violates 1 of 1 constraints: constraint memory is 0.5, above 0");
    }

    @Test
    void anImportedExperimentThatIsDescribedLaterIsNoStudyThatRuns() throws IOException {
        String trial =
                "{\"op_code\":4,\"worker_id\":\"w\",\"study_id\":0,\"state\":%d,\"value\":%d,\"datetime_start\":\"2026-01-01T00:00:00\",\"params\":{\"x\":0.%2$d},\"distributions\":{\"x\":\"{\\\"name\\\":\\\"FloatDistribution\\\",\\\"attributes\\\":{\\\"step\\\":null,\\\"low\\\":0.0,\\\"high\\\":1.0,\\\"log\\\":false}}\"}}\n";
        Path file =
                Files.writeString(
                        folder.resolve("d.journal"),
                        "{\"op_code\":0,\"worker_id\":\"w\",\"study_name\":\"s\",\"directions\":[1]}\n"
                                + trial.formatted(1, 1)
                                + trial.formatted(1, 2));
        ParsedSource source = read(file);
        ParsedStudy parsed = source.studies().getFirst();
        new RunImporter(ledger, "ada", ImportListener.SILENT).land(source);
        new Tracking(ledger)
                .describe(
                        parsed.id(),
                        Objects.requireNonNull(StudyDescriber.of(parsed, book())),
                        "ada");
        ImportedStudies.described(ledger, parsed.id(), "ada");
        String id = Objects.requireNonNull(book().tracked().experiment(parsed.id())).study();
        assertThat(Objects.requireNonNull(book().study(Objects.requireNonNull(id))).state())
                .isEqualTo(Study.State.FINISHED);
    }

    @Test
    void integersBeyondSixtyFourBitsAndAttributesThatAreNoNumbersAreExact() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("h.journal"),
                        """
                        {"op_code":0,"worker_id":"w","study_name":"s","directions":[1]}
                        {"op_code":4,"worker_id":"w","study_id":0,"state":1,"value":1,"datetime_start":"2026-01-01T00:00:00","params":{"huge":9.233859476879779e+28,"big":1152921504606846976},"distributions":{"huge":"{\\"name\\":\\"IntDistribution\\",\\"attributes\\":{\\"log\\":false,\\"step\\":1,\\"low\\":0,\\"high\\":1000000000000000000000000000000}}","big":"{\\"name\\":\\"IntDistribution\\",\\"attributes\\":{\\"log\\":false,\\"step\\":1,\\"low\\":1152921504606846977,\\"high\\":1152921504606846999}}"},"user_attrs":{"nan":NaN,"nested":[-Infinity,{"x":null}],"text":"NaN"}}
                        """);
        ParsedStudy study = read(file).studies().getFirst();
        ParsedRun run = study.runs().getFirst();
        assertThat(run.params())
                .containsEntry("huge", "92338594768797797155942170624")
                .containsEntry("big", "1152921504606846976");
        assertThat(run.tags())
                .containsEntry("user_attr/nan", "NaN")
                .containsEntry("user_attr/nested", "[-Infinity,{\"x\":null}]")
                .containsEntry("user_attr/text", "NaN");
        assertThat(study.space())
                .extracting(Parameter::domain)
                .containsExactly(
                        new Domain.Linear(0, 1e30),
                        new Domain.Fixed(new Value.Int(1152921504606846977L)));
    }
}
