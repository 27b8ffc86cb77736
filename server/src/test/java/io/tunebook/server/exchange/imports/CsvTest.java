package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Measurements;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final String WANDB =
            """
            "Name","State","Notes","User","Tags","Created","Runtime","Sweep","lr","optimizer","_step","val_loss"
            "sunny-sky-1","finished","-","ada","","2026-01-05T12:30:22.000Z","61","","0.1","sgd","99","0.31"
            "calm-sea-2","crashed","too high","ada","","2026-01-05T12:40:00.000Z","5","","10","sgd","3","NaN"
            "old-oak-3","running","-","ada","","2026-01-05T12:50:00.000Z","","","0.01","adam","10",""
            """;
    private static final String CHART =
            """
            "Step","sunny-sky-1 - val_loss","sunny-sky-1 - val_loss__MIN","sunny-sky-1 - val_loss__MAX","calm-sea-2 - val_loss","calm-sea-2 - val_loss__MIN","calm-sea-2 - val_loss__MAX"
            "0","2.3","2.3","2.3","2.4","2.4","2.4"
            "10","0.5","0.5","0.5","Infinity","Infinity","Infinity"
            "20","0.31","0.31","0.31","","",""
            """;

    @TempDir private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Csv.CsvInterpretation read(String text, CsvChoices choices) throws IOException {
        return Csv.read(file("runs.csv", text), choices, ImportListener.SILENT);
    }

    private List<ParsedRun> runs(String text) throws IOException {
        return read(text, CsvChoices.NONE).imported().studies().getFirst().runs();
    }

    private static CsvChoices objective(String metric, @Nullable Direction direction) {
        return new CsvChoices(
                null, null, null, List.of(), List.of(), List.of(), List.of(), metric, direction);
    }

    @Test
    void aRowForEachTrialGivesParamsMetricsAndTags() throws IOException {
        List<ParsedRun> runs =
                runs(
                        "name,lr,width,notes,accuracy\n"
                                + "a,0.1,64,\"first, \"\"good\"\"\",0.9\n"
                                + "b,0.01,128,,\n");
        assertThat(runs).extracting(ParsedRun::name).containsExactly("a", "b");
        ParsedRun a = runs.getFirst();
        assertThat(a.params()).containsOnlyKeys("lr", "width").containsEntry("lr", "0.1");
        assertThat(a.tags()).containsEntry("mlflow.note.content", "first, \"good\"");
        assertThat(a.curves())
                .containsExactly(
                        Measurements.untimed("accuracy", new long[] {0}, new double[] {0.9}));
        assertThat(a.end()).isEqualTo(End.FINISHED);
        assertThat(runs.getLast().curves()).isEmpty();
    }

    @Test
    void theTableOfRunsOfWeightsAndBiasesIsRecognised() throws IOException {
        Csv.CsvInterpretation read = read(WANDB, objective("val_loss", null));
        ParsedSource imported = read.imported();
        assertThat(imported.kind()).isEqualTo("wandb");
        assertThat(imported.studies().getFirst().objective())
                .isEqualTo(new Objective("val_loss", Direction.MINIMIZE));
        List<ParsedRun> runs = imported.studies().getFirst().runs();
        assertThat(runs)
                .extracting(ParsedRun::end)
                .containsExactly(End.FINISHED, End.FAILED, End.RUNNING);
        ParsedRun first = runs.getFirst();
        assertThat(first.name()).isEqualTo("sunny-sky-1");
        assertThat(first.user()).isEqualTo("ada");
        assertThat(first.params()).containsOnlyKeys("lr", "optimizer");
        assertThat(first.startTime()).isEqualTo(1_767_616_222_000L);
        assertThat(first.endTime()).isEqualTo(1_767_616_283_000L);
        assertThat(first.curves().getFirst().steps()).containsExactly(99);
        assertThat(runs.get(1).curves().getFirst().values()).containsExactly(Double.NaN);
        assertThat(String.join("\n", read.words()))
                .contains(
                        "an export of runs from Weights & Biases", "Objective: val_loss, minimize");
    }

    @Test
    void aChartOfWeightsAndBiasesGivesCurvesWithoutTheExtremes() throws IOException {
        Csv.CsvInterpretation read = read(CHART, CsvChoices.NONE);
        assertThat(read.imported().kind()).isEqualTo("wandb");
        List<ParsedRun> runs = read.imported().studies().getFirst().runs();
        assertThat(runs).extracting(ParsedRun::name).containsExactly("sunny-sky-1", "calm-sea-2");
        assertThat(runs.getFirst().curves())
                .containsExactly(
                        Measurements.untimed(
                                "val_loss", new long[] {0, 10, 20}, new double[] {2.3, 0.5, 0.31}));
        assertThat(runs.getLast().curves().getFirst().values())
                .containsExactly(2.4, Double.POSITIVE_INFINITY);
        assertThat(runs.getLast().end()).isEqualTo(End.UNKNOWN);
    }

    @Test
    void aTableAndAChartOfAnExperimentGiveTheSameRuns() throws IOException {
        CsvChoices both =
                new CsvChoices(
                        "p", null, null, List.of(), List.of(), List.of(), List.of(), null, null);
        ParsedSource table = Csv.read(file("t.csv", WANDB), both, ImportListener.SILENT).imported();
        ParsedSource chart = Csv.read(file("c.csv", CHART), both, ImportListener.SILENT).imported();
        assertThat(chart.studies().getFirst().id()).isEqualTo(table.studies().getFirst().id());
        assertThat(table.studies().getFirst().runs())
                .extracting(ParsedRun::id)
                .containsAll(
                        chart.studies().getFirst().runs().stream().map(ParsedRun::id).toList());
    }

    @Test
    void theTableOfTrialsOfOptunaIsRecognised() throws IOException {
        ParsedSource read =
                Csv.read(
                                OptunaTest.fixture("optuna-trials.csv"),
                                objective("value", null),
                                ImportListener.SILENT)
                        .imported();
        List<ParsedRun> runs = read.studies().getFirst().runs();
        ParsedStudy same =
                Optuna.read(OptunaTest.fixture("optuna.db"), ImportListener.SILENT)
                        .studies()
                        .getFirst();
        assertThat(runs).hasSize(13);
        for (int i = 0; i < 12; i++) {
            ParsedRun row = runs.get(i);
            ParsedRun trial = same.runs().get(i);
            assertThat(row.end()).isEqualTo(trial.end());
            assertThat(row.params().keySet()).isSubsetOf(trial.params().keySet());
            assertThat(Double.parseDouble(row.params().get("learning_rate")))
                    .isEqualTo(Double.parseDouble(trial.params().get("learning_rate")));
            assertThat(row.startTime()).isEqualTo(trial.startTime());
            assertThat(row.endTime()).isEqualTo(trial.endTime());
            assertThat(row.tags()).containsEntry("host", "gpu-" + i % 3);
        }
    }

    @Test
    void theTableOfRunsOfMlflowIsRecognised() throws IOException {
        List<ParsedRun> runs =
                Csv.read(
                                OptunaTest.fixture("mlflow-runs.csv"),
                                objective("metrics.val_loss", null),
                                ImportListener.SILENT)
                        .imported()
                        .studies()
                        .getFirst()
                        .runs();
        assertThat(runs).hasSize(3);
        assertThat(runs.getFirst().name()).isEqualTo("lyrical-newt-875");
        assertThat(runs.getFirst().params())
                .containsOnlyKeys("lr", "opt")
                .containsEntry("lr", "0.01");
        assertThat(runs.getFirst().end()).isEqualTo(End.FINISHED);
        assertThat(runs.getFirst().startTime()).isPositive();
        assertThat(runs.getFirst().curves())
                .extracting(Measurements::metric)
                .containsExactly("val_loss");
    }

    @Test
    void aRowForEachStepGivesCurvesAndConstantsAreParams() throws IOException {
        List<ParsedRun> runs =
                runs(
                        "run\tstep\tlr\tdepth\tloss\tgrad\n"
                                + "a\t1\t0.1\t3\t2.0\t7\n"
                                + "a\t2\t0.1\t3\t1.0\t8\n"
                                + "b\t1\t0.2\t3\tnan\t9\n"
                                + "b\t2\t0.2\t3\t\t9\n"
                                + "b\tx\t0.2\t3\t1\t9\n");
        assertThat(runs).hasSize(2);
        assertThat(runs.getFirst().params()).containsOnlyKeys("lr", "depth");
        assertThat(runs.getFirst().curves())
                .containsExactly(
                        Measurements.untimed("loss", new long[] {1, 2}, new double[] {2, 1}),
                        Measurements.untimed("grad", new long[] {1, 2}, new double[] {7, 8}));
        assertThat(runs.getLast().curves().getFirst().values()).containsExactly(Double.NaN);
    }

    @Test
    void namesAndValuesOfMetricsCanBeColumns() throws IOException {
        Csv.CsvInterpretation read =
                read(
                        "run;metric;step;value\na;loss;1;2\na;acc;1;0.5\na;loss;2;1\nb;loss;0;-inf\n",
                        CsvChoices.NONE);
        List<ParsedRun> runs = read.imported().studies().getFirst().runs();
        assertThat(runs.getFirst().curves())
                .containsExactly(
                        Measurements.untimed("loss", new long[] {1, 2}, new double[] {2, 1}),
                        Measurements.untimed("acc", new long[] {1}, new double[] {0.5}));
        assertThat(runs.getLast().curves().getFirst().values())
                .containsExactly(Double.NEGATIVE_INFINITY);
    }

    @Test
    void aCurveWithoutRunNamesIsOneRunWithTheNameOfTheFile() throws IOException {
        assertThat(runs("epoch,loss\n1,3\n2,2\n3,1\n"))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.name()).isEqualTo("runs");
                    assertThat(run.points()).isEqualTo(3);
                });
    }

    @Test
    void inferredRolesCanBeOverridden() throws IOException {
        CsvChoices choices =
                new CsvChoices(
                        "mine",
                        "label",
                        null,
                        List.of("speed"),
                        List.of("score"),
                        List.of("lr"),
                        List.of("width"),
                        "speed",
                        Direction.MAXIMIZE);
        Csv.CsvInterpretation read =
                read("label,lr,width,score,speed\nx,1,2,3,4\ny,5,6,7,8\n", choices);
        ParsedStudy study = read.imported().studies().getFirst();
        assertThat(study.name()).isEqualTo("mine");
        assertThat(study.objective()).isEqualTo(new Objective("speed", Direction.MAXIMIZE));
        ParsedRun run = study.runs().getFirst();
        assertThat(run.name()).isEqualTo("x");
        assertThat(run.params()).containsOnlyKeys("score");
        assertThat(run.tags()).containsOnlyKeys("lr");
        assertThat(run.curves()).extracting(Measurements::metric).containsExactly("speed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lr", "nothing"})
    void anObjectiveWithoutAMetricIsRefused(String metric) {
        assertThatThrownBy(() -> read("name,lr,loss\na,b,2\n", objective(metric, null)))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("no metric '" + metric + "': the metrics are ");
    }

    @Test
    void runsOfOneNameAreIdentifiedByIdOrOrder() throws IOException {
        assertThat(runs("name,id,lr\nx,1,0.1\nx,2,0.2\n"))
                .extracting(ParsedRun::name, run -> run.params().get("lr"))
                .containsExactly(tuple("x", "0.1"), tuple("x", "0.2"));
        assertThat(runs("name,lr\nx,0.1\nx,0.2\n"))
                .extracting(ParsedRun::name)
                .containsExactly("x", "x (2)");
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name,lr\\na,1\\nb|damaged, or is not a table",
                "name,lr\\na,1\\nb,2,3|damaged, or is not a table",
                "name,lr\\na,1\\n\"b,2|damaged, or is not a table",
                "name,lr\\na,1\\n\"b\"x,2|damaged, or is not a table",
                "name,name\\na,1|two columns with the name 'name'",
                ",,\\na,1,2|no header",
                "name,lr|no rows",
                "\\0|contains NUL bytes",
                "name,lr\\n\\xFF,2|is not text in UTF-8"
            })
    void aDamagedTableIsRefusedWithOneErrorThatNamesTheFile(String text, String message)
            throws IOException {
        byte[] bytes =
                text.replace("\\n", "\n")
                        .replace("\\0", "\0")
                        .replace("\\xFF", "\u00ff")
                        .getBytes(StandardCharsets.ISO_8859_1);
        Path file = folder.resolve("bad.csv");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Csv.read(file, CsvChoices.NONE, ImportListener.SILENT))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("bad.csv")
                .hasMessageContaining(message);
    }

    @Test
    void aFieldThatIsNeverClosedDoesNotTakeTheMemory() throws IOException {
        Path file = folder.resolve("long.csv");
        byte[] huge = new byte[40 << 20];
        Arrays.fill(huge, (byte) 'x');
        huge[0] = 'a';
        huge[1] = '\n';
        huge[2] = '"';
        Files.write(file, huge);
        assertThatThrownBy(() -> Csv.read(file, CsvChoices.NONE, ImportListener.SILENT))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("16777216");
    }

    @Test
    void everyGeneratedTableIsReadBack() throws IOException {
        long seed = SEED;
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            int rows = 1 + random.nextInt(20);
            String[] notes = new String[rows];
            double[] losses = new double[rows];
            StringBuilder text = new StringBuilder("name,params.lr,tags.said,metrics.loss\r\n");
            for (int i = 0; i < rows; i++) {
                notes[i] = noise(random);
                losses[i] =
                        random.nextInt(8) == 0
                                ? Double.NaN
                                : random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
                text.append(
                        "run %d,%s,\"%s\",%s\r\n"
                                .formatted(
                                        i,
                                        1.0 / (i + 1),
                                        notes[i].replace("\"", "\"\""),
                                        losses[i]));
            }
            List<ParsedRun> runs = runs(text.toString());
            assertThat(runs).as("seed %d", seed).hasSize(rows);
            for (int i = 0; i < rows; i++) {
                ParsedRun run = runs.get(i);
                assertThat(run.tags().getOrDefault("said", ""))
                        .as("seed %d", seed)
                        .isEqualTo(notes[i]);
                assertThat(run.curves().getFirst().values())
                        .as("seed %d", seed)
                        .containsExactly(losses[i]);
            }
        }
    }

    private static String noise(Random random) {
        String letters = "a\"',;\n\r\té你 -=@";
        StringBuilder text = new StringBuilder("t");
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
