package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tables as the programs that people use write them.
class CsvCasesTest {
    private static final String WANDB =
            """
            "Name",ID"State","Notes","User","Tags","Created","Runtime","Sweep","lr","seed","epoch","val/loss","val/acc"
            "baseline",1"finished","","someone","","2025-03-01T10:00:00.000Z","610","","0.01","1","20","0.412","0.861"
            "baseline",2"finished","","someone","","2025-03-01T11:00:00.000Z","602","","0.01","2","20","0.420","0.857"
            "baseline",3"finished","","someone","","2025-03-01T12:00:00.000Z","615","","0.01","3","20","0.405","0.866"
            "wide",4"finished","","someone","","2025-03-01T13:00:00.000Z","900","","0.003","1","20","0.371","0.881"
            "wide",5"crashed","","someone","","2025-03-01T14:00:00.000Z","12","","0.003","2","3","0.933","0.402"
            "wide",6"finished","","someone","","2025-03-01T15:00:00.000Z","905","","0.003","3","20","0.377","0.879"
            """;
    private static final String LIGHTNING =
            """
            epoch,lr-Adam,step,train_loss_epoch,train_loss_step,val_acc,val_loss
            0,0.001,9,,2.31,,
            0,0.001,19,,1.92,,
            0,,19,,,0.41,1.75
            0,,19,2.11,,,
            1,0.0005,29,,1.61,,
            1,0.0005,39,,1.44,,
            1,,39,,,0.55,1.38
            1,,39,1.52,,,
            2,0.00025,49,,1.29,,
            2,0.00025,59,,1.17,,
            2,,59,,,0.61,1.21
            2,,59,1.23,,,
            """;
    private static final String MLFLOW =
            """
            Start Time,Duration,Run ID,Name,Source Type,Source Name,User,Status,lr,optimizer,val_loss,val_acc
            2024-05-01 10:00:00,1.3h,0a1b2c3d4e5f60718293a4b5c6d7e8f0,bold-cat-1,LOCAL,train.py,someone,FINISHED,0.01,adam,0.41,0.86
            2024-05-01 12:00:00,45.2min,0a1b2c3d4e5f60718293a4b5c6d7e8f1,bold-cat-2,LOCAL,train.py,someone,FINISHED,0.001,adam,0.37,0.88
            2024-05-01 13:00:00,12.0s,0a1b2c3d4e5f60718293a4b5c6d7e8f2,bold-cat-3,LOCAL,train.py,someone,FAILED,1.0,sgd,,
            2024-05-01 14:00:00,-,0a1b2c3d4e5f60718293a4b5c6d7e8f3,bold-cat-4,LOCAL,train.py,someone,RUNNING,0.003,sgd,0.52,0.80
            ,,,,,,,,,,,
            """;
    private static final String RAY =
            "mean_accuracy,time_this_iter_s,done,training_iteration,trial_id,experiment_id,date,timestamp,time_total_s,pid,hostname,node_ip,config/lr,config/layers,config/act\n";

    @TempDir private Path folder;

    private Csv.CsvInterpretation read(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Csv.read(Files.writeString(file, text), CsvChoices.NONE, ImportListener.SILENT);
    }

    private List<ParsedRun> runs(String name, String text) throws IOException {
        return read(name, text).imported().studies().getFirst().runs();
    }

    private ParsedRun run(String name, String text) throws IOException {
        List<ParsedRun> runs = runs(name, text);
        assertThat(runs).hasSize(1);
        return runs.getFirst();
    }

    private List<String> skips(String name, String text) throws IOException {
        return read(name, text).imported().skips().sentences();
    }

    private static Measurements curve(ParsedRun run, String metric) {
        return run.curves().stream()
                .filter(m -> m.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static double value(ParsedRun run, String metric) {
        return curve(run, metric).values()[0];
    }

    private static String wandb(boolean ids) {
        String text =
                ids ? WANDB.replace("ID\"State", "\"ID\",\"State") : WANDB.replace("ID\"S", "\"S");
        return text.replaceAll("(?m)^(\"\\w+\"),(\\d)\"", ids ? "$1,\"r$2xyz$2\",\"" : "$1,\"");
    }

    private static String ray(int iteration, double accuracy) {
        return String.format(
                Locale.ROOT,
                "%s,1.5,False,%d,a1b2c_00000,0f0f0f,2024-05-01_10-%02d-00,%d,%s,4711,node,127.0.0.1,0.01,\"[64, 64]\",relu\n",
                accuracy,
                iteration,
                iteration,
                1_714_557_600 + 60 * iteration,
                iteration * 1.5);
    }

    @Test
    void runsOfWeightsAndBiasesWithOneNameAreRunsOfTheirOwn() throws IOException {
        for (boolean ids : new boolean[] {false, true}) {
            List<ParsedRun> runs = runs("runs.csv", wandb(ids));
            assertThat(runs).hasSize(6).extracting(ParsedRun::id).doesNotHaveDuplicates();
            assertThat(runs)
                    .extracting(r -> r.name().split(" ", -1)[0])
                    .containsExactly("baseline", "baseline", "baseline", "wide", "wide", "wide");
            assertThat(runs)
                    .extracting(r -> r.params().get("seed"))
                    .containsExactly("1", "2", "3", "1", "2", "3");
            assertThat(runs).extracting(r -> r.params().keySet().size()).containsOnly(2);
            assertThat(runs)
                    .extracting(r -> value(r, "epoch"))
                    .containsExactly(20.0, 20.0, 20.0, 20.0, 3.0, 20.0);
            assertThat(runs)
                    .extracting(r -> value(r, "val/loss"))
                    .containsExactly(0.412, 0.420, 0.405, 0.371, 0.933, 0.377);
            assertThat(runs.get(4).end()).isEqualTo(End.FAILED);
        }
        // Newest first, as Weights & Biases sorts them, and one run more.
        List<String> lines = new ArrayList<>(wandb(false).lines().toList());
        List<String> sorted = new ArrayList<>(List.of(lines.removeFirst()));
        sorted.add(lines.getLast().replace("15:00", "16:00"));
        sorted.addAll(lines.reversed());
        assertThat(runs("runs.csv", String.join("\n", sorted)))
                .hasSize(7)
                .extracting(ParsedRun::id)
                .containsAll(runs("runs.csv", wandb(false)).stream().map(ParsedRun::id).toList());
    }

    @Test
    void sparseRowsOfLightningAreOneRun() throws IOException {
        ParsedRun run = run("lightning_logs/version_0/metrics.csv", LIGHTNING);
        assertThat(run.name()).isEqualTo("version_0/metrics");
        assertThat(curve(run, "train_loss_step").steps()).containsExactly(9, 19, 29, 39, 49, 59);
        for (String metric : List.of("train_loss_epoch", "val_loss", "val_acc")) {
            assertThat(curve(run, metric).steps()).containsExactly(19, 39, 59);
        }
        assertThat(curve(run, "val_loss").values()).containsExactly(1.75, 1.38, 1.21);
        assertThat(run.params()).isEmpty();
    }

    @Test
    void filesOfOneNameAreRunsOfTheirOwnAndAGrownFileIsTheSame() throws IOException {
        ParsedRun first = run("version_0/metrics.csv", LIGHTNING);
        ParsedRun other = run("version_1/metrics.csv", LIGHTNING.replace("1.92", "1.93"));
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(other.identity().formerIds()).doesNotContain(first.id());
        for (int lines = 2; lines < 12; lines++) {
            String begun = String.join("\n", LIGHTNING.lines().toList().subList(0, lines)) + "\n";
            ParsedRun before = run("version_0/metrics.csv", begun);
            assertThat(ids(first)).as("%d lines", lines).contains(before.id());
        }
        assertThat(run("elsewhere/metrics.csv", LIGHTNING).id()).isEqualTo(first.id());
        // Earlier versions knew it by the name of the file.
        assertThat(ids(first)).contains("csv-" + Digests.shortOf("metrics", "metrics"));
    }

    private static List<String> ids(ParsedRun run) {
        List<String> all = new ArrayList<>(run.identity().formerIds());
        all.add(run.id());
        return all;
    }

    @Test
    void rowsOfOneNameInTwoTablesAreRunsOfTheirOwn() throws IOException {
        String table = "name,lr,val_loss\na,0.1,1\nb,0.2,2\n";
        List<ParsedRun> runs = runs("x/runs.csv", table);
        assertThat(runs("x/runs.csv", table + "c,0.3,3\n").subList(0, 2))
                .extracting(ParsedRun::id)
                .containsExactlyElementsOf(runs.stream().map(ParsedRun::id).toList());
        assertThat(runs("y/runs.csv", table.replace(",1\n", ",1.5\n")).getFirst().id())
                .isNotEqualTo(runs.getFirst().id());
        // A measurement that came later.
        ParsedRun later = runs("x/runs.csv", "name,lr,val_loss,val_acc\na,0.1,1,0.5\n").getFirst();
        assertThat(later.identity().formerIds()).contains(runs.getFirst().id());
        String curves = "run,step,loss\na,0,3\na,1,2\nb,0,4\nb,1,3\n";
        assertThat(runs("x/curves.csv", curves).getFirst().id())
                .isNotEqualTo(runs("y/curves.csv", curves.replace("0,3", "0,5")).getFirst().id());
    }

    @Test
    void theDownloadOfTheMlflowPageHasTimesAndStates() throws IOException {
        List<ParsedRun> runs = runs("runs.csv", MLFLOW);
        assertThat(runs)
                .extracting(ParsedRun::end)
                .containsExactly(End.FINISHED, End.FINISHED, End.FAILED, End.RUNNING);
        assertThat(runs)
                .extracting(r -> r.params().keySet())
                .containsOnly(java.util.Set.of("lr", "optimizer"));
        assertThat(runs.getFirst().startTime()).isEqualTo(1_714_557_600_000L);
        assertThat(runs.getFirst().endTime()).isEqualTo(1_714_557_600_000L + 4_680_000);
        assertThat(runs.get(1).endTime()).isEqualTo(runs.get(1).startTime() + 2_712_000);
        assertThat(runs.get(3).endTime()).isNull();
        assertThat(skips("runs.csv", MLFLOW)).containsExactly("a row without values");
    }

    @Test
    void aParamAndAMetricOfOneNameAreToldApart() throws IOException {
        List<ParsedRun> runs =
                runs(
                        "runs.csv",
                        "Start Time,Duration,Run ID,Name,epochs,lr,epochs,val_loss\n"
                                + "2024-05-01 10:00:00,1.3h,0a1b2c3d4e5f60718293a4b5c6d7e8f0,a,50,0.01,17,0.41\n"
                                + "2024-05-01 12:00:00,2d,0a1b2c3d4e5f60718293a4b5c6d7e8f1,b,50,0.1,23,0.37\n");
        assertThat(runs.getFirst().params())
                .containsEntry("epochs", "50")
                .containsEntry("lr", "0.01");
        assertThat(runs).extracting(r -> value(r, "epochs")).containsExactly(17.0, 23.0);
        assertThatThrownBy(() -> read("t.csv", "name,lr,depth,lr\na,1,2,3\n"))
                .hasMessageContaining(
                        "two columns with the name 'lr' (columns 2 and 4): rename one");
    }

    @Test
    void aTrialOfRayIsOneRunAndOfARepeatedIterationTheLaterCounts() throws IOException {
        StringBuilder text = new StringBuilder(RAY);
        for (int i = 1; i <= 8; i++) {
            text.append(ray(i, (50 + i) / 100.0));
        }
        ParsedRun before = run("progress.csv", text.toString());
        assertThat(before.params()).containsOnlyKeys("lr", "layers", "act");
        assertThat(before.params()).containsEntry("layers", "[64, 64]");
        text.append(RAY);
        for (int i = 7; i <= 10; i++) {
            text.append(ray(i, (70 + i) / 100.0));
        }
        ParsedRun run = run("progress.csv", text.toString());
        assertThat(run.id()).isEqualTo(before.id());
        Measurements accuracy = curve(run, "mean_accuracy");
        assertThat(accuracy.steps()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(accuracy.values())
                .containsExactly(0.51, 0.52, 0.53, 0.54, 0.55, 0.56, 0.77, 0.78, 0.79, 0.8);
        assertThat(accuracy.times()[0]).isEqualTo(1_714_557_660_000L);
        assertThat(String.join("\n", skips("progress.csv", text.toString())))
                .contains(
                        "line 10, which repeats the header",
                        "'training_iteration' 7 on, which line 11");
        List<ParsedRun> table =
                runs(
                        "t.csv",
                        RAY
                                + ray(10, 0.9)
                                + ray(3, 0.4).replace("_00000", "_00001")
                                + ray(10, 0.8).replace("_00000", "_00002"));
        assertThat(table).extracting(r -> value(r, "mean_accuracy")).containsExactly(0.9, 0.4, 0.8);
        assertThat(table).extracting(r -> r.params().keySet().size()).containsOnly(3);
    }

    @Test
    void aSecondFitOfKerasContinuesTheSteps() throws IOException {
        String text =
                "epoch,accuracy,learning_rate,loss,val_loss\n0,0.1,0.01,3,3\n1,0.2,0.01,2,2\n2,0.3,0.01,1,1\n0,0.4,0.01,0.9,0.9\n1,0.5,0.01,0.8,0.8\n";
        ParsedRun run = run("training.csv", text);
        assertThat(curve(run, "val_loss").steps()).containsExactly(0, 1, 2, 3, 4);
        assertThat(run.params()).isEmpty();
        assertThat(skips("training.csv", text).getFirst())
                .contains("restart of 'epoch' at 0 in line 5");
    }

    @Test
    void aLogOfYoloHasBlanksInItsHeader() throws IOException {
        ParsedRun run =
                run(
                        "exp/results.csv",
                        "                  epoch,         train/box_loss,   metrics/precision(B),    lr/pg0\n"
                                + "                      0,                1.2345,                 0.51,      0.01\n"
                                + "                      1,                1.1345,                 0.61,      0.02\n");
        assertThat(curve(run, "train/box_loss"))
                .isEqualTo(
                        Measurements.untimed(
                                "train/box_loss",
                                new long[] {0, 1},
                                new double[] {1.2345, 1.1345}));
        assertThat(curve(run, "precision(B)").values()).containsExactly(0.51, 0.61);
        assertThat(run.params()).isEmpty();
    }

    @Test
    void theStateOfHuggingFacesTrainerIsATable() throws IOException {
        ParsedRun run =
                run(
                        "checkpoint-20/trainer_state.json",
                        """
                        {"best_metric": 0.4, "epoch": 2.0, "global_step": 20, "log_history": [
                          {"epoch": 0.5, "grad_norm": 1.5, "learning_rate": 5e-05, "loss": 2.5, "step": 5},
                          {"epoch": 1.0, "grad_norm": NaN, "learning_rate": 2.5e-05, "loss": 1.5, "step": 10},
                          {"epoch": 1.0, "eval_loss": 1.25, "eval_runtime": 3.5, "step": 10},
                          {"epoch": 2.0, "eval_loss": 1.0, "eval_runtime": 3.5, "step": 20},
                          {"epoch": 2.0, "step": 20, "total_flos": 123456789.0, "train_loss": 1.9}]}
                        """);
        assertThat(curve(run, "loss"))
                .isEqualTo(
                        Measurements.untimed("loss", new long[] {5, 10}, new double[] {2.5, 1.5}));
        assertThat(curve(run, "eval_loss").steps()).containsExactly(10, 20);
        assertThat(curve(run, "learning_rate").values()).containsExactly(5e-5, 2.5e-5);
        assertThat(run.params()).isEmpty();
        ParsedRun lines =
                run(
                        "result.json",
                        "{\"acc\": 0.5, \"training_iteration\": 1, \"trial_id\": \"ab12c_00000\", \"config\": {\"lr\": 0.1}}\n"
                                + "{\"acc\": 0.6, \"training_iteration\": 2, \"trial_id\": \"ab12c_00000\", \"config\": {\"lr\": 0.1}}\n");
        assertThat(lines.params()).containsOnlyKeys("lr");
        assertThat(curve(lines, "acc").values()).containsExactly(0.5, 0.6);
    }

    @Test
    void aChartMayHaveAnyAxisAndSeveralRunsOfOneName() throws IOException {
        String text =
                """
                "epoch","a - loss","a - loss__MIN","a - loss__MAX","a - loss","a - loss__MIN","a - loss__MAX"
                "0.5","3","3","3","","",""
                "1","2","2","2","4","4","4"
                "1.5","1","1","1","3","3","3"
                """;
        List<ParsedRun> runs = runs("chart.csv", text);
        assertThat(runs).extracting(ParsedRun::name).containsExactly("a", "a (2)");
        assertThat(curve(runs.getFirst(), "loss"))
                .isEqualTo(
                        Measurements.untimed("loss", new long[] {0, 1, 2}, new double[] {3, 2, 1}));
        assertThat(curve(runs.getFirst(), "epoch").values()).containsExactly(0.5, 1, 1.5);
        assertThat(curve(runs.getLast(), "epoch").values()).containsExactly(1, 1.5);
        assertThat(String.join("\n", read("chart.csv", text).words()))
                .contains("'epoch' has fractions");
        assertThat(
                        curve(
                                        run(
                                                "c.csv",
                                                "\"trainer/global_step\",\"a - x\",\"a - x__MIN\",\"a - x__MAX\"\n10,1,1,1\n20,2,2,2\n"),
                                        "x")
                                .steps())
                .containsExactly(10, 20);
    }

    @Test
    void seedsOfOneNameAreRunsOfTheirOwn() throws IOException {
        String text =
                "name,seed,epoch,loss\na,1,0,3\na,1,1,2\na,2,0,4\na,2,1,3\nb,1,0,5\nb,1,1,4\n";
        List<ParsedRun> runs = runs("t.csv", text);
        assertThat(runs)
                .extracting(ParsedRun::name)
                .containsExactly("a, seed 1", "a, seed 2", "b, seed 1");
        assertThat(runs).extracting(r -> r.params().get("seed")).containsExactly("1", "2", "1");
        assertThat(runs).extracting(r -> curve(r, "loss").steps().length).containsOnly(2);
        assertThat(runs("u.csv", "fold,epoch,loss\n0,0,3\n0,1,2\n1,0,4\n1,1,3\n")).hasSize(2);
    }

    @Test
    void rowsThatShareAStepAreOneRun() throws IOException {
        ParsedRun run =
                run("t.csv", "step,train_loss,val_loss\n0,3,\n0,,4\n1,2,\n1,,3\n2,1,\n2,,2\n");
        assertThat(curve(run, "val_loss"))
                .isEqualTo(
                        Measurements.untimed(
                                "val_loss", new long[] {0, 1, 2}, new double[] {4, 3, 2}));
        // The epochs of trials.
        assertThat(runs("u.csv", "lr,epoch,val_loss\n1,20,1\n2,20,2\n3,3,3\n4,20,4\n"))
                .hasSize(4)
                .extracting(r -> value(r, "epoch"))
                .containsExactly(20.0, 20.0, 3.0, 20.0);
    }

    @Test
    void aLineThatIsBeingWrittenIsSkippedInALog() throws IOException {
        String text = "epoch,step,train_loss,val_loss\n0,0,3,\n0,1,2,\n1,2";
        assertThat(run("metrics.csv", text).points()).isEqualTo(4);
        assertThat(skips("metrics.csv", text))
                .containsExactly("the last line, which is incomplete");
        assertThatThrownBy(() -> read("metrics.csv", text + "\n1,2,3,4\n"))
                .hasMessageContaining("line 4 has 2 fields, and the header 4");
    }

    @Test
    void aTableWithoutAHeaderIsRefused() {
        for (String text :
                List.of("Results of May;;;\nname;lr;loss;acc\na;1;2;3\n", "0.1,2\n0.2,3\n")) {
            assertThatThrownBy(() -> read("t.csv", text))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("t.csv has no header in its first line");
        }
        assertThatThrownBy(() -> Csv.read(folder, CsvChoices.NONE, ImportListener.SILENT))
                .hasMessageContaining("is a folder: name the tables in it");
    }
}
