package io.tunebook.server.exchange.imports;

import static org.assertj.core.api.Assertions.assertThat;
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
                .containsOnlyKeys("init_checkpoint", "val_split", "eval_batch_size", "loss_weight", "lr");
        assertThat(points(run))
                .containsOnlyKeys("current_epoch", "wall_clock", "samples_seen", "fitness", "mAP50");
        assertThat(run.tags())
                .containsOnlyKeys(
                        "ckpt_path", "best_model_path", "log_dir", "gpu", "git_sha", "finished on", "training time");
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
}
