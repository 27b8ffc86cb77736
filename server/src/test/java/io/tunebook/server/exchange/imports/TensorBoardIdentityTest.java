package io.tunebook.server.exchange.imports;

import static io.tunebook.server.exchange.imports.EventFile.T;
import static io.tunebook.server.exchange.imports.EventFile.begun;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Measurements;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which runs of TensorBoard are the same when a folder is imported again.
class TensorBoardIdentityTest {
    private static final String SECOND = "events.out.tfevents.1714558100.host";

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

    private RunImporter.ImportResult land(String path) throws IOException {
        return land(TensorBoard.read(folder.resolve(path), ImportListener.SILENT));
    }

    private RunImporter.ImportResult land(ParsedSource source) {
        return new RunImporter(ledger, "ada", ImportListener.SILENT).land(source);
    }

    private List<List<Double>> losses() {
        Tracking tracking = new Tracking(ledger);
        return tracking.now().runs().values().stream()
                .map(Run::id)
                .map(id -> tracking.history(id, "loss"))
                .map(m -> Arrays.stream(m.values()).boxed().toList())
                .toList();
    }

    @Test
    void foldersOfTheSameNameWithOtherValuesHaveTwoRuns() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("a/run1"));
        begun().scalars("loss", 0, 2, 2).in(folder.resolve("b/run1"));
        assertThat(land("a/run1").newRuns()).isEqualTo(1);
        RunImporter.ImportResult second = land("b/run1");
        assertThat(second.newRuns()).isEqualTo(1);
        assertThat(second.notes())
                .containsExactly("Experiment 'run1' had 1 run before; 1 was added to it.");
        assertThat(losses()).containsExactlyInAnyOrder(List.of(1., 1., 1.), List.of(2., 2.));
        assertThat(ledger.now().book().tracked().runs().values())
                .allSatisfy(run -> assertThat(run.name()).isEqualTo("run1"));
        assertThat(land("a/run1").newRuns() + land("b/run1").newRuns()).isZero();
        assertThat(losses()).containsExactlyInAnyOrder(List.of(1., 1., 1.), List.of(2., 2.));
    }

    @Test
    void runsThatBeginAlikeAndDifferLaterAreTwo() throws IOException {
        begun().scalars("loss", 0, 3, 1).scalars("loss", 3, 6, 1).in(folder.resolve("a/run1"));
        begun().scalars("loss", 0, 3, 1).scalars("loss", 3, 6, 2).in(folder.resolve("b/run1"));
        land("a/run1");
        RunImporter.ImportResult second = land("b/run1");
        assertThat(second.newRuns()).isEqualTo(1);
        assertThat(second.notes()).anyMatch(n -> n.contains("has other values at the same steps"));
        assertThat(land("b/run1").newRuns() + land("a/run1").newRuns()).isZero();
        assertThat(losses()).extracting(List::size).containsExactly(6, 6);
    }

    @Test
    void aCopiedFolderAndFilesThatGrewAreTheSameRuns() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("logs/x"));
        assertThat(land("logs").newRuns()).isEqualTo(1);
        assertThat(land("logs").events()).isEqualTo(1);
        begun().scalars("loss", 0, 5, 1).in(folder.resolve("copy/logs/x"));
        RunImporter.ImportResult grown = land("copy/logs");
        assertThat(grown.newRuns()).isZero();
        assertThat(grown.notes())
                .containsExactly("1 run that the log had got 2 more measurements.");
        begun().scalars("loss", 5, 7, 1).in(folder.resolve("copy/logs/x"), SECOND);
        assertThat(land("copy/logs").newRuns()).isZero();
        // An older copy adds nothing.
        assertThat(land("logs").newRuns()).isZero();
        assertThat(losses()).extracting(List::size).containsExactly(7);
    }

    @Test
    void aFileWithoutValuesThatGetsThemLaterIsTheSameRun() throws IOException {
        begun().in(folder.resolve("logs/x"));
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("logs/x"), SECOND);
        assertThat(land("logs").newRuns()).isEqualTo(1);
        begun().scalars("acc", 0, 3, 1).in(folder.resolve("logs/x"));
        assertThat(land("logs").newRuns()).isZero();
    }

    @Test
    void aWriterOfAnEarlierFileThatStillWritesKeepsItsRun() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("logs/x"));
        begun().scalars("loss", 100, 103, 2).in(folder.resolve("logs/x"), SECOND);
        land("logs");
        begun().scalars("loss", 0, 5, 1).in(folder.resolve("logs/x"));
        assertThat(land("logs").newRuns()).isZero();
        assertThat(losses()).extracting(List::size).containsExactly(8);
    }

    @Test
    void aRunOfAnEarlierVersionIsRecognisedByItsOldId() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("a/run1"));
        begun().scalars("loss", 0, 2, 2).in(folder.resolve("b/run1"));
        ParsedSource now = TensorBoard.read(folder.resolve("a/run1"), ImportListener.SILENT);
        ParsedStudy study = now.studies().getFirst();
        String old = "tb-" + Digests.shortOf(study.id(), ".", EventFile.NAME);
        ParsedRun before = study.runs().getFirst().withId(old);
        assertThat(study.runs().getFirst().id()).isNotEqualTo(old);
        land(
                new ParsedSource(
                        "run1",
                        "tensorboard",
                        "00",
                        List.of(
                                new ParsedStudy(
                                        study.id(),
                                        study.name(),
                                        null,
                                        List.of(),
                                        Map.of(),
                                        List.of(before))),
                        new SkippedItems()));
        assertThat(land("a/run1").newRuns()).isZero();
        assertThat(land("b/run1").newRuns()).isEqualTo(1);
        assertThat(land("a/run1").newRuns() + land("b/run1").newRuns()).isZero();
        assertThat(losses()).extracting(List::size).containsExactlyInAnyOrder(3, 2);
    }

    @Test
    void aRestartAfterAnImportKeepsTheRunAndReportsWhatTheLogKeeps() throws IOException {
        begun().scalars("loss", 0, 15, 1).in(folder.resolve("logs/x"));
        land("logs");
        begun().restart(T, 0).scalars("loss", 0, 12, 2).in(folder.resolve("logs/x"), SECOND);
        RunImporter.ImportResult after = land("logs");
        assertThat(after.newRuns()).isZero();
        assertThat(after.notes())
                .anyMatch(
                        n -> n.startsWith("Run 'x' keeps 15 measurements that an earlier import"));
        assertThat(land("logs").newRuns()).isZero();
        Measurements all = new Tracking(ledger).history(only(), "loss");
        assertThat(all.size()).isEqualTo(27);
    }

    private String only() {
        return new Tracking(ledger).now().runs().keySet().iterator().next();
    }

    @Test
    void foldersWhoseNamesDifferBySlashesOnlyAreTwoRuns() throws IOException {
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("logs/a\\b"));
        begun().scalars("loss", 0, 3, 1).in(folder.resolve("logs/a/b"));
        assertThat(land("logs").newRuns()).isEqualTo(2);
        assertThat(Files.exists(folder.resolve("logs/a/b"))).isTrue();
    }
}
