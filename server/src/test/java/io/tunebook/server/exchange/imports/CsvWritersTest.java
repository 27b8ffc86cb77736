package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.tunebook.events.Measurements;
import io.tunebook.server.exchange.imports.ParsedRun.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables as trackers, trainers and people write them: what is a hyperparameter, a measurement or
/// neither.
class CsvWritersTest {
    @TempDir private Path folder;

    private Csv.CsvInterpretation read(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, text);
        return Csv.read(file, CsvChoices.NONE, ImportListener.SILENT);
    }

    private List<ParsedRun> runs(String text) throws IOException {
        return read("table.csv", text).imported().studies().getFirst().runs();
    }

    /// The values of each metric of a run as `step:value`.
    private static Map<String, List<String>> points(ParsedRun run) {
        Map<String, List<String>> all = new TreeMap<>();
        for (Measurements m : run.curves()) {
            List<String> points =
                    Point.of(m).map(p -> "%d:%s".formatted(p.step(), p.value())).toList();
            all.put(m.metric(), points);
        }
        return all;
    }

    @Test
    void ofNeptuneOnlyParametersAreParams() throws IOException {
        ParsedRun run =
                runs("""
                sys/id,sys/name,sys/owner,sys/creation_time,sys/state,sys/running_time,sys/hostname,sys/size,parameters/lr,parameters/opt,train/loss,monitoring/cpu,source_code/entrypoint
                TB-1,run a,me,2024-03-01T10:00:00.000Z,Inactive,120.5,h1,12345,0.1,adam,0.5,33,train.py
                TB-2,run b,me,2024-03-01T11:00:00.000Z,Active,99.5,h1,12346,0.01,sgd,0.4,44,train.py
                """)
                        .getFirst();
        assertThat(run.name()).isEqualTo("run a");
        assertThat(run.user()).isEqualTo("me");
        assertThat(run.params()).containsOnly(entry("lr", "0.1"), entry("opt", "adam"));
        assertThat(run.startTime()).isEqualTo(1_709_287_200_000L);
        assertThat(run.endTime()).isEqualTo(1_709_287_320_500L);
        assertThat(points(run)).containsOnly(entry("train/loss", List.of("0:0.5")));
    }

    @Test
    void ofCometTheExperimentsKeyIsTheId() throws IOException {
        ParsedRun run =
                runs("""
                experimentKey,Name,Tags,server_timestamp,duration,file_name,learning_rate,loss,curr_step,curr_epoch,Archived
                abcdef0123456789abcdef0123456789,aa_1,,1709287325000,120000,train.py,0.1,0.5,100,10,false
                abcdef0123456789abcdef0123456780,aa_2,,1709287425000,130000,train.py,0.01,0.4,100,10,false
                """)
                        .getFirst();
        assertThat(run.name()).isEqualTo("aa_1");
        assertThat(run.params()).containsOnly(entry("learning_rate", "0.1"));
        assertThat(run.tags()).containsEntry("duration", "120000");
        assertThat(points(run)).containsOnlyKeys("loss", "curr_step", "curr_epoch");
    }

    @Test
    void ofClearMlTheHyperparametersAreInBrackets() throws IOException {
        ParsedRun run =
                runs("""
                NAME,STATUS,PROJECT,USER,STARTED,UPDATED,RUN TIME,ITERATION,HYPERPARAM (Args/lr),validation > accuracy
                exp1,Aborted,Proj,me,2024-03-01T10:00:00Z,2024-03-01T10:10:00Z,10m 5s,100,0.1,0.9
                exp2,Completed,Proj,me,2024-03-01T11:00:00Z,2024-03-01T11:10:00Z,600,100,0.01,0.8
                """)
                        .getFirst();
        assertThat(run.params()).containsOnly(entry("Args/lr", "0.1"));
        assertThat(run.end()).isEqualTo(End.KILLED);
        assertThat(run.endTime()).isEqualTo(run.startTime() + 605_000);
        assertThat(points(run)).containsOnlyKeys("ITERATION", "validation > accuracy");
    }

    @Test
    void ofWandbSweepsTheValuesAreParams() throws IOException {
        ParsedRun run =
                runs("""
                "Name","State","Notes","Created","Runtime","Sweep","GPU Type","lr.value","optimizer.value.name","epoch","loss"
                "sweepy-1","running","-","2024-03-01T10:00:00.000Z","1h 2m 3s","abc","A100","0.01","adam","9","0.1"
                "sweepy-2","crashed","-","2024-03-01T10:05:00.000Z","1h 2m 3s","abc","A100","0.1","sgd","2","0.9"
                """)
                        .getLast();
        assertThat(run.params()).containsOnly(entry("lr", "0.1"), entry("optimizer.name", "sgd"));
        assertThat(run.tags()).containsOnlyKeys("Sweep", "GPU Type");
        assertThat(run.endTime()).isEqualTo(run.startTime() + 3_723_000);
    }

    @Test
    void aRunningRunHasNoEnd() throws IOException {
        ParsedRun run =
                runs("""
                Start Time,Duration,Run ID,Name,User,Status,lr,mlflow.note.content
                2025-03-01 10:00:00,1.5min,0123456789abcdef0123456789abcdef,a,me,RUNNING,0.1,a note
                """)
                        .getFirst();
        assertThat(run.endTime()).isNull();
        assertThat(run.params()).containsOnlyKeys("lr");
        assertThat(run.tags()).containsEntry("mlflow.note.content", "a note");
    }

    @Test
    void circumstancesAreTagsAndCountersMeasurements() throws IOException {
        ParsedRun run =
                runs("""
                name,ckpt_path,best_model_path,log_dir,current_epoch,wall_clock,gpu,git_sha,created,finished on,training time,samples_seen,init_checkpoint,val_split,eval_batch_size,loss_weight,fitness,mAP50,lr
                a,/x/a.ckpt,/x/b,/l,3,12.5,A100,abc,01.03.2024,01.03.2024 10:00,1h 2m,1000,/x/bert,0.1,64,0.5,0.3,0.4,0.1
                b,/x/b.ckpt,/x/c,/m,4,13.5,A100,abd,02.03.2024,02.03.2024 10:00,45s,2000,/x/gpt,0.2,64,0.5,0.3,0.4,0.2
                """)
                        .getFirst();
        assertThat(run.params())
                .containsOnlyKeys(
                        "init_checkpoint", "val_split", "eval_batch_size", "loss_weight", "lr");
        assertThat(points(run))
                .containsOnlyKeys(
                        "current_epoch",
                        "wall_clock",
                        "samples_seen",
                        "fitness",
                        "mAP50",
                        "training time");
        assertThat(run.tags())
                .containsOnlyKeys(
                        "ckpt_path", "best_model_path", "log_dir", "gpu", "git_sha", "finished on");
    }

    @Test
    void durationsAreReadInEverySpelling() {
        assertThat(CsvNumbers.seconds("1h 2m")).isEqualTo(3_720);
        assertThat(CsvNumbers.seconds("2m3s")).isEqualTo(123);
        assertThat(CsvNumbers.seconds("1 day, 2:00:01")).isEqualTo(93_601);
        assertThat(CsvNumbers.seconds("01:02")).isEqualTo(62);
        assertThat(CsvNumbers.seconds("3 hours 5 minutes")).isEqualTo(11_100);
        assertThat(CsvNumbers.seconds("250ms")).isEqualTo(0.25);
        assertThat(CsvNumbers.seconds("3 months")).isNull();
        assertThat(CsvNumbers.seconds("1h x")).isNull();
    }

    @Test
    void rowsOfTrainingAndValidationAreNotMerged() throws IOException {
        String text =
                """
                epoch,phase,loss
                0,train,0.9
                0,val,0.95
                1,train,0.8
                1,val,0.85
                """;
        List<ParsedRun> runs = runs(text);
        assertThat(runs).hasSize(1);
        assertThat(points(runs.getFirst()))
                .containsOnly(
                        entry("train/loss", List.of("0:0.9", "1:0.8")),
                        entry("val/loss", List.of("0:0.95", "1:0.85")));
        // A file of which only the first rows are written has the same metrics.
        ParsedRun begun = runs("epoch,phase,loss\n0,train,0.9\n1,train,0.8\n").getFirst();
        assertThat(points(begun)).containsOnlyKeys("train/loss");
    }

    @Test
    void aSplitOfEachRunInBlocksIsAPartOfTheMetric() throws IOException {
        List<ParsedRun> runs =
                runs(
                        """
                        run,epoch,split,loss
                        a,0,train,0.9
                        a,1,train,0.8
                        a,0,test,0.95
                        a,1,test,0.85
                        b,0,train,0.9
                        b,1,train,0.7
                        b,0,test,0.95
                        b,1,test,0.75
                        """);
        assertThat(runs).extracting(ParsedRun::name).containsExactly("a", "b");
        assertThat(points(runs.getLast()))
                .containsOnly(
                        entry("train/loss", List.of("0:0.9", "1:0.7")),
                        entry("test/loss", List.of("0:0.95", "1:0.75")));
    }

    @Test
    void contextsOfAimAreAPartOfTheMetric() throws IOException {
        ParsedRun run =
                runs("""
                Run,Date,Metric,Context,Step,Value
                r1,2024-03-01,loss,subset=train,0,0.9
                r1,2024-03-01,loss,subset=val,0,0.95
                r1,2024-03-01,loss,subset=train,1,0.8
                r1,2024-03-01,loss,subset=val,1,0.85
                """)
                        .getFirst();
        assertThat(points(run))
                .containsOnly(
                        entry("train/loss", List.of("0:0.9", "1:0.8")),
                        entry("val/loss", List.of("0:0.95", "1:0.85")));
    }

    @Test
    void aModeThatIsAHyperparameterStaysOne() throws IOException {
        List<ParsedRun> runs =
                runs("name,epoch,mode,val_loss\na,10,eval,0.5\nb,12,train,0.4\nc,9,train,0.3\n");
        assertThat(runs)
                .extracting(r -> r.params().get("mode"))
                .containsExactly("eval", "train", "train");
    }

    @Test
    void valuesOfOneStepThatAreNotTheSameAreReported() throws IOException {
        assertThat(
                        read("t.csv", "step,loss\n0,9\n1,8\n1,7\n2,6\n3,5\n3,5\n4,4\n4,3\n5,2\n")
                                .words())
                .anyMatch(w ->
                        w.startsWith(
                                "'loss' has 2 more values at steps that already have another value"));
    }

    @Test
    void aRecordWithoutAStepIsNoRun() throws IOException {
        List<ParsedRun> runs =
                read(
                                "log.json",
                                """
                                {"env_info":"x","seed":1}
                                {"mode":"train","epoch":1,"iter":50,"lr":0.1,"loss":0.9}
                                {"mode":"train","epoch":1,"iter":100,"lr":0.1,"loss":0.8}
                                {"mode":"val","epoch":1,"iter":100,"lr":0.1,"mAP":0.3}
                                """)
                        .imported()
                        .studies()
                        .getFirst()
                        .runs();
        assertThat(runs).hasSize(1);
        assertThat(runs.getFirst().params()).containsOnlyKeys("env_info");
        assertThat(points(runs.getFirst()))
                .containsEntry("train/loss", List.of("50:0.9", "100:0.8"))
                .containsEntry("val/mAP", List.of("100:0.3"));
    }

    @Test
    void historiesWithAnIndexAreCurves() throws IOException {
        Map<String, List<String>> curves =
                Map.of("loss", List.of("0:0.9", "1:0.7"), "val_loss", List.of("0:0.8", "1:0.6"));
        String json = "{\"loss\":[0.9,0.7],\"val_loss\":[0.8,0.6]}";
        String pandas = "{\"loss\":{\"0\":0.9,\"1\":0.7},\"val_loss\":{\"0\":0.8,\"1\":0.6}}";
        for (String text : List.of(",loss,val_loss\n0,0.9,0.8\n1,0.7,0.6\n", json, pandas)) {
            List<ParsedRun> runs = runs(text);
            assertThat(runs).as(text).hasSize(1);
            assertThat(points(runs.getFirst())).as(text).isEqualTo(curves);
        }
        assertThat(points(runs("{\"val\":{\"rmse\":[0.5,0.4]}}").getFirst()))
                .containsOnly(entry("val/rmse", List.of("0:0.5", "1:0.4")));
        assertThat(runs(",lr,loss\n0,0.1,0.8\n1,0.2,0.6\n")).hasSize(2);
    }

    @Test
    void columnsOfMissingMarksAreIgnored() throws IOException {
        ParsedRun run = runs("epoch,loss,val_loss\n0,0.5,NA\n1,0.4,NA\n").getFirst();
        assertThat(run.tags()).isEmpty();
        assertThat(points(run)).containsOnlyKeys("loss");
    }

    @Test
    void joinedFilesAndMarkdownHaveNoExtraRuns() throws IOException {
        assertThat(runs("\ufeffname,lr\na,1\n\ufeffname,lr\nb,2\n"))
                .extracting(ParsedRun::name)
                .containsExactly("a", "b");
        assertThat(runs("| name | lr |\n|---|:--:|\n| a | 1 |\n| b | 2 |\n"))
                .extracting(ParsedRun::name)
                .containsExactly("a", "b");
    }

    @Test
    void rowsThatSumUpOthersAreNoRuns() throws IOException {
        Csv.CsvInterpretation read =
                read("t.csv", "name,lr,val_loss\na,1,0.5\nb,2,0.4\nMean,,0.45\nTotal:,3,0.9\n");
        assertThat(read.imported().studies().getFirst().runs())
                .extracting(ParsedRun::name)
                .containsExactly("a", "b");
        assertThat(read.imported().skips().sentences())
                .containsExactly(
                        "line 4, which sums up other rows ('Mean')",
                        "line 5, which sums up other rows ('Total:')");
        assertThat(runs("lr,batch_size,val_loss\n1,32,0.5\n2,32,0.4\nTotal,,0.9\n")).hasSize(2);
        // A way of pooling, with the hyperparameters of a run.
        assertThat(runs("name,lr,val_loss\nmean,1,0.5\nmax,2,0.4\n")).hasSize(2);
        assertThat(runs("name,lr,depth,val_loss\na,1,max,0.5\nb,2,3,0.4\nc,,4,0.4\n")).hasSize(3);
    }

    @Test
    void headersOfTwoLinesAreJoined() throws IOException {
        ParsedRun trial =
                runs("""
                ,number,value,datetime_start,params,params,user_attrs,state
                ,,,,lr,opt,note,
                0,0,0.5,2024-03-01 10:00:00.5,0.1,a,hi,COMPLETE
                1,1,0.4,2024-03-01 10:00:01.5,0.2,b,hi,COMPLETE
                """)
                        .getFirst();
        assertThat(trial.params()).containsOnly(entry("lr", "0.1"), entry("opt", "a"));
        assertThat(trial.tags()).containsOnly(entry("note", "hi"));
        ParsedRun single =
                runs(",number,value,params,state\n,,,lr,\n0,0,0.5,0.1,COMPLETE\n").getFirst();
        assertThat(single.params()).containsOnly(entry("lr", "0.1"));
        List<ParsedRun> pivot = runs(",loss,loss\n,mean,std\nlr,,\n0.1,0.5,0.01\n0.2,0.4,0.02\n");
        assertThat(pivot).extracting(r -> r.params().get("lr")).containsExactly("0.1", "0.2");
        assertThat(points(pivot.getFirst())).containsOnlyKeys("loss_mean", "loss_std");
    }

    @Test
    void chartsWithoutExtremesAreCharts() throws IOException {
        assertThat(runs("\"Step\",\"a - loss\",\"b - loss\"\n0,1,2\n1,0.5,1\n"))
                .extracting(ParsedRun::name)
                .containsExactly("a", "b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <!DOCTYPE html>\\n<html></html> | a page in HTML or XML
                    epoch loss acc\\n1 0.9 0.1\\n2 0.8 0.2 | columns between blanks
                    # by train.py\\nname,lr\\na,1 | if the first line is a title or a comment, delete it
                    name,lr\\na,"1\\nb,2 | the quote that begins in the row of line 2 is not closed
                    name,lr\\na,1,x | line 2 has 3 fields, and the header 2: put a text with a separator in quotes
                    name,lr,x\\na,1 | line 2 has 2 fields, and the header 3: add the fields that are missing
                    """)
    void anErrorNamesTheLineAndWhatToDo(String text, String message) {
        assertThatThrownBy(() -> read("t.csv", text.replace("\\n", "\n")))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aTableWithoutMeasurementsOrHyperparametersIsPointedOut() throws IOException {
        assertThat(read("t.csv", "Lauf;Genauigkeit\nA;0,91\nB;0,89\n").words().getLast())
                .isEqualTo("No column is a measurement: name each one with --metric COLUMN.");
        assertThat(read("t.csv", "loss,acc\n0.9,0.1\n0.8,0.2\n").words())
                .anyMatch(
                        w -> w.startsWith("No column is a hyperparameter, and each row is a run"));
        assertThat(
                        read(
                                        "progress.csv",
                                        "loss,training_iteration,trial_id\n0.9,1,a_00000\n0.8,2,a_00000\n")
                                .words())
                .anyMatch(w -> w.contains("'result.json'"));
    }

    @Test
    void historiesWithNamesOfMetricsInAColumnAreNotMerged() throws IOException {
        Map<String, List<String>> curves =
                Map.of("loss", List.of("0:0.9", "1:0.8"), "acc", List.of("0:0.1", "1:0.2"));
        for (String header :
                List.of(
                        "run,tag,step,value",
                        "run_id,key,step,value",
                        "run,variable,epoch,value")) {
            ParsedRun run =
                    runs(header + "\nr1,loss,0,0.9\nr1,loss,1,0.8\nr1,acc,0,0.1\nr1,acc,1,0.2\n")
                            .getFirst();
            assertThat(points(run)).as(header).isEqualTo(curves);
        }
    }

    @Test
    void namesInCamelCaseAndWithUnitsAreUnderstood() throws IOException {
        ParsedRun job =
                runs("""
                lr,TrainingJobName,TrainingJobStatus,FinalObjectiveValue,TrainingStartTime,TrainingEndTime,TrainingElapsedTimeSeconds
                0.1,job-1,Stopped,0.5,2024-03-01 10:00:00+00:00,2024-03-01 10:05:00+00:00,300.0
                0.2,job-2,Completed,0.4,2024-03-01 10:10:00+00:00,2024-03-01 10:15:00+00:00,300.0
                """)
                        .getFirst();
        assertThat(job.name()).isEqualTo("job-1");
        assertThat(job.end()).isEqualTo(End.KILLED);
        assertThat(job.params()).containsOnlyKeys("lr");
        ParsedRun byHand =
                runs("""
                Model,LR,Test Acc (%),Params (M),Training time (h),GPU mem (GB),Comment
                ResNet18,0.1,95.1,11.2,1.5,4.2,good
                ResNet50,0.1,95.6,23.5,3.2,7.9,
                """)
                        .getFirst();
        assertThat(byHand.params()).containsOnlyKeys("Model", "LR");
        assertThat(points(byHand))
                .containsOnlyKeys(
                        "Test Acc (%)", "Params (M)", "Training time (h)", "GPU mem (GB)");
    }

    @Test
    void durationsWithUnitsAreMeasuredInSeconds() throws IOException {
        ParsedRun run = runs("name,lr,training time\na,0.1,1h 2m\nb,0.2,45s\n").getFirst();
        assertThat(points(run)).containsOnly(entry("training time", List.of("0:3720.0")));
    }
}
