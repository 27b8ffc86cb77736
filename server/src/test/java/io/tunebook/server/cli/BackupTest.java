package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups and what is restored from them.
class BackupTest {
    @TempDir private Path folder;
    private Path data;
    private Path backups;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void folders() throws IOException {
        data = folder.resolve("data");
        backups = Files.createDirectory(folder.resolve("backups"));
    }

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private int backup(String name) {
        return run("backup", backups.resolve(name).toString(), "--data-dir", data.toString());
    }

    private int restore(Path into) {
        return run(
                "recover",
                "--from",
                backups.resolve("a.db").toString(),
                "--reason",
                "moved",
                "--data-dir",
                into.toString());
    }

    /// Creates a run with these artifacts; returns their digests.
    private List<String> runWith(String... contents) throws IOException {
        List<String> digests = new ArrayList<>();
        try (EventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Tracking tracking = new Tracking(ledger);
            String run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
            for (String content : contents) {
                var stored =
                        Objects.requireNonNull(
                                new Artifacts(data)
                                        .store(
                                                new ByteArrayInputStream(
                                                        content.getBytes(StandardCharsets.UTF_8))));
                tracking.storeArtifact(
                        run, content + ".txt", stored.bytes(), stored.digest(), "ada");
                digests.add(stored.digest());
            }
        }
        return digests;
    }

    private static String read(Path folder, String digest) throws IOException {
        try (var in = new Artifacts(folder).open(digest)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path place(Path of, String digest) {
        return of.resolve("artifacts").resolve(digest.substring(0, 2)).resolve(digest);
    }

    @Test
    void artifactsAreRestoredWithTheLog() throws IOException {
        List<String> digests = runWith("model", "plot");
        assertThat(backup("a.db")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("The log names 2 artifacts; 2 copied to");
        Path restored = folder.resolve("elsewhere");
        assertThat(restore(restored)).as(err.toString()).isZero();
        assertThat(read(restored, digests.get(0))).isEqualTo("model");
        assertThat(read(restored, digests.get(1))).isEqualTo("plot");
        assertThat(run("verify", "--data-dir", restored.toString())).isZero();
    }

    @Test
    void theNextBackupBesideItCopiesOnlyNewArtifacts() throws IOException {
        runWith("model");
        assertThat(backup("a.db")).isZero();
        runWith("plot");
        assertThat(backup("b.db")).isZero();
        assertThat(out.toString()).contains("The log names 2 artifacts; 1 copied to");
    }

    @Test
    void aBackupInTheLogsFolderLeavesItsArtifactsInPlace() throws IOException {
        String digest = runWith("model").getFirst();
        assertThat(run("backup", data.resolve("a.db").toString(), "--data-dir", data.toString()))
                .as(err.toString())
                .isZero();
        assertThat(read(data, digest)).isEqualTo("model");
    }

    @Test
    void aDamagedArtifactIsReportedAndNotCopied() throws IOException {
        List<String> digests = runWith("model", "plot");
        Files.writeString(place(data, digests.get(0)), "rotten");
        assertThat(backup("a.db")).isEqualTo(1);
        assertThat(err.toString()).contains("1 artifacts are missing or damaged", "model.txt");
        assertThat(place(backups, digests.get(0))).doesNotExist();
        assertThat(read(backups, digests.get(1))).isEqualTo("plot");
    }

    @Test
    void anArtifactMissingFromABackupIsReportedAtRestore() throws IOException {
        String digest = runWith("model").getFirst();
        assertThat(backup("a.db")).isZero();
        Files.delete(place(backups, digest));
        assertThat(restore(folder.resolve("elsewhere"))).isEqualTo(1);
        assertThat(err.toString()).contains("missing or damaged", "model.txt of run");
    }

    @Test
    void aLogWithoutArtifactsReportsNone() throws IOException {
        try (EventLog log = SqliteEventLog.open(data)) {
            assertThat(log.head().position()).isZero();
        }
        assertThat(backup("a.db")).as(err.toString()).isZero();
        assertThat(out.toString()).doesNotContain("artifacts");
        assertThat(backups.resolve("artifacts")).doesNotExist();
    }
}
