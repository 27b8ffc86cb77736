package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.proof.LogCheckpoint;
import io.tunebook.events.proof.MerkleTree;
import io.tunebook.events.proof.RunningRoot;
import io.tunebook.events.proof.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The verification in the background signs what it has found intact, and compares it the next
/// time.
@Timeout(60)
class StoredCheckpointTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path parent;

    private static void append(SqliteEventLog log, String actor, int n) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            events.add(
                    new NewEvent(
                            IDS.next(), "note-added", 1, actor, Instant.EPOCH, new byte[] {1}));
        }
        log.append("s", Expected.any(), events);
    }

    private Path log(String name, String actor, int events) throws IOException {
        Path folder = parent.resolve(name);
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log, actor, events);
        }
        return folder;
    }

    /// The result of one pass of the background verification.
    private static Verification pass(SqliteEventLog log) throws InterruptedException {
        log.verifyInBackground(Duration.ofHours(1));
        while (true) {
            Verification result = log.verification().result();
            if (result != null) {
                return result;
            }
            Thread.sleep(5);
        }
    }

    private static LogCheckpoint stored(Path folder) throws IOException {
        return SigningKey.in(folder)
                .verifier()
                .open(Files.readString(folder.resolve("checkpoint")));
    }

    @Test
    void aPassSignsWhatItFoundIntactAndTheNextOneExtendsIt() throws Exception {
        Path folder = log("log", "ada", 300);
        SigningKey.in(folder);
        for (int size : new int[] {300, 301}) {
            try (SqliteEventLog log = SqliteEventLog.open(folder)) {
                assertThat(pass(log)).isInstanceOf(Verification.Intact.class);
                assertThat(stored(folder).size()).isEqualTo(size);
                assertThat(stored(folder).root()).isEqualTo(new MerkleTree(log).root(size));
                append(log, "ada", 1);
                assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            }
        }
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve("checkpoint"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aLogWithoutAKeyHasNoCheckpoint() throws Exception {
        Path folder = log("log", "ada", 3);
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThat(pass(log)).isInstanceOf(Verification.Intact.class);
        }
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    /// The events, their hashes and the head file fit together; the signature does not fit them.
    @Test
    void aHistoryThatWasRewrittenWithItsHeadFileIsFoundAndRecovered() throws Exception {
        Path folder = signed(log("log", "ada", 5));
        Path other = log("other", "eve", 6);
        for (String file : List.of("tunebook.db", "head")) {
            Files.copy(
                    other.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        assertBroken(folder, 5, "the history was rewritten: the first 5 events differ");
        new Recovery(folder, null)
                .run(
                        "recovery",
                        r ->
                                new NewEvent(
                                        IDS.next(),
                                        "log-recovered",
                                        1,
                                        "ada",
                                        Instant.EPOCH,
                                        new byte[] {1}));
        assertThat(folder.resolve("set-aside-1/checkpoint")).exists();
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThat(pass(log)).isInstanceOf(Verification.Intact.class);
            assertThat(stored(folder).size()).isEqualTo(7);
        }
    }

    @Test
    void aShorterLogWithItsHeadFileIsFound() throws Exception {
        Path folder = log("log", "ada", 5);
        Path copy = parent.resolve("copy");
        Files.createDirectory(copy);
        for (String file : List.of("tunebook.db", "head")) {
            Files.copy(folder.resolve(file), copy.resolve(file));
        }
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log, "ada", 2);
        }
        signed(folder);
        for (String file : List.of("checkpoint", "checkpoint.pub", "checkpoint.key")) {
            Files.copy(folder.resolve(file), copy.resolve(file));
        }
        assertBroken(copy, 5, "the checkpoint beside the log was signed over 7 events");
    }

    @Test
    void aCheckpointThatTheKeyDidNotSignIsFound() throws Exception {
        Path folder = signed(log("log", "ada", 5));
        Path file = folder.resolve("checkpoint");
        String note = Files.readString(file);
        Files.writeString(file, note.replace("\n5\n", "\n4\n"));
        assertBroken(folder, 5, "the signed checkpoint beside the log was changed");
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length / 2] ^= (byte) 0x80;
        Files.write(file, bytes);
        assertBroken(folder, 5, "the signed checkpoint beside the log was changed");
    }

    @Test
    void aCheckpointOfAnEarlierKeyIsReplaced() throws Exception {
        Path folder = signed(log("log", "ada", 5));
        Files.delete(folder.resolve("checkpoint.key"));
        Files.delete(folder.resolve("checkpoint.pub"));
        signed(folder);
        assertThat(stored(folder).size()).isEqualTo(5);
    }

    /// Verifies the log once, with a key.
    private static Path signed(Path folder) throws Exception {
        SigningKey.in(folder);
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThat(pass(log)).isInstanceOf(Verification.Intact.class);
        }
        return folder;
    }

    private static void assertBroken(Path folder, long position, String problem) throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            for (Verification result : List.of(pass(log), log.verify())) {
                assertThat(result)
                        .isInstanceOfSatisfying(
                                Verification.Broken.class,
                                broken -> {
                                    assertThat(broken.position()).isEqualTo(position);
                                    assertThat(broken.problem()).contains(problem);
                                });
            }
            assertThat(log.state())
                    .isInstanceOfSatisfying(
                            LogState.ReadOnly.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .isInstanceOf(LogUnavailable.Damaged.class));
        }
    }

    @Test
    void theRunningRootIsThatOfTheTree() throws Exception {
        Path folder = log("log", "ada", 600);
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            MerkleTree tree = new MerkleTree(log);
            RunningRoot running = new RunningRoot();
            assertThat(running.root()).isEqualTo(tree.root(0));
            for (byte[] hash : log.hashes(0, 600)) {
                running.add(hash);
                assertThat(running.root()).isEqualTo(tree.root(running.size()));
            }
        }
    }
}
