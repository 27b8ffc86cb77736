package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.exchange.tracking.ArtifactSweep;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.ModelTracking;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sweep of files beside a log, by the command `gc` and beside uploads.
class GcTest {
    @TempDir private Path data;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private EventLog log;
    private Ledger ledger;
    private Tracking tracking;
    private Artifacts artifacts;
    private String run;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(data);
        ledger = new Ledger(log, Clock.systemUTC());
        tracking = new Tracking(ledger);
        artifacts = new Artifacts(data);
        run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private int gc(String... options) {
        close();
        List<String> arguments = new java.util.ArrayList<>(List.of("gc", "--data-dir", "" + data));
        arguments.addAll(List.of(options));
        int exit =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments.toArray(new String[0]));
        String of = run;
        open();
        run = of;
        return exit;
    }

    private Artifacts.StoredFile store(String content) throws IOException {
        return Objects.requireNonNull(
                artifacts.store(
                        new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8))));
    }

    /// Stores an artifact of the run, in a file that is two hours old; returns its digest.
    private String artifact(String of, String content) throws IOException {
        Artifacts.StoredFile file = store(content);
        tracking.storeArtifact(of, content + ".txt", file.bytes(), file.digest(), "ada");
        age(file.digest());
        return file.digest();
    }

    private void age(String digest) throws IOException {
        Files.setLastModifiedTime(
                data.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest),
                FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    private List<RecordedEvent> sweeps() {
        return log.read(0, 1_000).stream().filter(e -> e.type().equals("files-swept")).toList();
    }

    @Test
    void artifactsOfDeletedRunsAndOfNoRunAreSweptAndRecorded() throws IOException {
        String live = tracking.createRun("0", "live", "ada", 1, Map.of(), "ada");
        String shared = artifact(live, "shared");
        artifact(run, "shared");
        String gone = artifact(run, "gone");
        String removed = artifact(live, "removed");
        tracking.removeArtifact(live, "removed.txt", "ada");
        String replaced = artifact(live, "replaced");
        tracking.storeArtifact(live, "replaced.txt", 6, shared, "ada");
        tracking.delete(run, true, "ada");

        assertThat(gc("--yes")).as(err.toString()).isZero();
        assertThat(artifacts.has(gone)).as("not yet 30 days").isTrue();
        assertThat(gc("--keep-deleted", "0", "--dry-run")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("3 artifacts", "1 of deleted runs and models, 2 of none");
        assertThat(artifacts.has(gone)).isTrue();
        assertThat(gc("--keep-deleted", "0")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing was deleted: add --yes");
        assertThat(artifacts.has(gone)).isTrue();
        assertThat(sweeps()).isEmpty();

        assertThat(gc("--keep-deleted", "0", "--yes")).as(err.toString()).isZero();
        assertThat(List.of(gone, removed, replaced)).noneMatch(artifacts::has);
        assertThat(artifacts.has(shared)).isTrue();
        assertThat(sweeps())
                .singleElement()
                .satisfies(e ->
                        assertThat(Wire.decode(e.type(), e.typeVersion(), e.payload()).toString())
                                .contains("files=3", gone, removed, replaced));
        assertThat(tracking.now().swept()).containsOnlyKeys(gone, removed, replaced);
    }

    @Test
    void filesOfDeletedModelsAndExperimentsAreSwept() throws IOException {
        ModelTracking models = new ModelTracking(ledger, tracking);
        String model = models.create("0", "m", null, null, Map.of(), Map.of(), "ada");
        Artifacts.StoredFile weights = store("weights");
        models.storeFile(model, "w", weights.bytes(), weights.digest(), "ada");
        age(weights.digest());
        String experiment = tracking.createExperiment("e", "mlflow", Map.of(), "ada");
        String plot =
                artifact(tracking.createRun(experiment, "r", "ada", 1, Map.of(), "ada"), "plot");
        assertThat(gc("--keep-deleted", "0", "--yes")).isZero();
        assertThat(List.of(weights.digest(), plot)).allMatch(artifacts::has);
        new ModelTracking(ledger, tracking).change(model, null, true, "ada");
        tracking.changeExperiment(experiment, null, Map.of(), true, "ada");
        assertThat(gc("--keep-deleted", "0", "--yes")).isZero();
        assertThat(List.of(weights.digest(), plot)).noneMatch(artifacts::has);
    }

    @Test
    void aSweptArtifactOfARestoredRunCanBeStoredAgain() throws IOException {
        String digest = artifact(run, "model");
        tracking.delete(run, true, "ada");
        assertThat(gc("--keep-deleted", "0", "--yes")).isZero();
        tracking.delete(run, false, "ada");
        assertThat(tracking.now().swept()).containsOnlyKeys(digest);
        assertThat(artifact(run, "model")).isEqualTo(digest);
        assertThat(tracking.now().swept()).isEmpty();
        assertThat(gc("--keep-deleted", "0", "--yes")).isZero();
        assertThat(artifacts.has(digest)).isTrue();
    }

    /// The event that names the file follows its storing.
    @Test
    void anUploadOfTheSameContentKeepsTheFileDuringASweep() throws Exception {
        String digest = artifact(run, "model");
        tracking.delete(run, true, "ada");
        String other = tracking.createRun("0", "other", "ada", 1, Map.of(), "ada");
        ArtifactSweep sweep = new ArtifactSweep(ledger, artifacts);
        for (int i = 0; i < 20; i++) {
            Thread sweeping =
                    Thread.startVirtualThread(() -> {
                        try {
                            sweep.run(Instant.now(), "ada");
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
            Artifacts.StoredFile file = store("model");
            sweep.run(Instant.now(), "ada");
            tracking.storeArtifact(other, "model", file.bytes(), file.digest(), "ada");
            sweeping.join();
            assertThat(artifacts.has(digest)).isTrue();
            assertThat(tracking.now().swept()).isEmpty();
            tracking.removeArtifact(other, "model", "ada");
            age(digest);
        }
        assertThat(artifacts.keep(digest)).isTrue();
        assertThat(sweep.run(Instant.now(), "ada").files()).as("an import keeps it").isZero();
    }

    @Test
    void leftoversAreListedAndTheLogBeforeARecoveryIsKeptUnlessRequested() throws IOException {
        Path aside = Files.createDirectory(data.resolve("set-aside-1"));
        Files.writeString(aside.resolve("tunebook.db"), "old");
        Files.createDirectories(data.resolve("artifacts"));
        Path coming = Files.writeString(data.resolve("artifacts/coming-1.tmp"), "half");
        assertThat(gc("--yes")).as(err.toString()).isZero();
        assertThat(out.toString())
                .contains("set-aside-1", "kept without --set-aside", "coming-1.tmp");
        assertThat(coming).doesNotExist();
        assertThat(aside).exists();
        assertThat(gc("--yes", "--set-aside")).isZero();
        assertThat(aside).doesNotExist();
        assertThat(sweeps()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aBackupAfterASweepIsComplete() throws IOException {
        artifact(run, "model");
        tracking.delete(run, true, "ada");
        assertThat(gc("--keep-deleted", "0", "--yes")).isZero();
        Path file = Files.createDirectory(data.resolve("backups")).resolve("a.db");
        assertThat(
                        Main.commandLine()
                                .setOut(new PrintWriter(out))
                                .setErr(new PrintWriter(err))
                                .execute("backup", "" + file, "--data-dir", "" + data))
                .as(err.toString())
                .isZero();
    }

    @Test
    void aSweepBesideAServerIsRefused() {
        assertThat(
                        Main.commandLine()
                                .setOut(new PrintWriter(out))
                                .setErr(new PrintWriter(err))
                                .execute("gc", "--yes", "--data-dir", "" + data))
                .isEqualTo(1);
        assertThat(err.toString()).contains("stop it first", "gc --dry-run");
    }
}
