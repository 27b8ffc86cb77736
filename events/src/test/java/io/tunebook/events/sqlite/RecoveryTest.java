package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.Head;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recovery of a log that rejects appends.
class RecoveryTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;
    @TempDir private Path elsewhere;
    private List<RecordedEvent> before = List.of();

    @BeforeEach
    void thirtyEvents() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            for (int i = 0; i < 30; i++) {
                log.append("stream-" + i % 3, Expected.any(), List.of(event("event " + i)));
            }
            before = log.read(0, 100);
        }
    }

    private static NewEvent event(String text) {
        return new NewEvent(
                IDS.next(),
                "note-added",
                1,
                "ada",
                Instant.now(),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private Recovery.Recovered recover(Path backup) throws Exception {
        return new Recovery(folder, backup).run("log", r -> event("recovered, " + r.problem()));
    }

    private void withoutTriggers(String sql) throws Exception {
        try (Connection c =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_delete");
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute(sql);
        }
    }

    @Test
    void anAcceptedLossIsRecordedAndTheOldFilesStay() throws Exception {
        withoutTriggers("DELETE FROM log_event WHERE position > 25");
        Recovery.Recovered recovered = recover(null);
        assertThat(recovered.kept()).isEqualTo(before.get(24).head());
        assertThat(recovered.acknowledged()).contains(before.get(29).head());
        assertThat(recovered.problem()).contains("5 acknowledged events are missing");
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            assertThat(log.read(0, 25)).isEqualTo(before.subList(0, 25));
            assertThat(log.at(26).orElseThrow().payload())
                    .asString(StandardCharsets.UTF_8)
                    .startsWith("recovered");
            assertThat(log.append("s", Expected.any(), List.of(event("on"))).lastPosition())
                    .isEqualTo(27);
        }
        assertThat(recovered.aside()).isNotNull();
        try (EventLog old = SqliteEventLog.openReadOnly(recovered.aside())) {
            assertThat(old.head().position()).isEqualTo(25);
            assertThat(old.verify()).isInstanceOf(Verification.Broken.class);
        }
    }

    @Test
    void theEventsBeforeAChangedOneRemain() throws Exception {
        withoutTriggers("UPDATE log_event SET payload = x'00' WHERE position = 12");
        assertThat(recover(null).kept()).isEqualTo(before.get(10).head());
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isEqualTo(new Verification.Intact(12, log.head()));
        }
    }

    @Test
    void theEventsBeforeAnUnreadablePageRemain() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            for (int i = 0; i < 30; i++) {
                log.append("big", Expected.any(), List.of(event("x".repeat(1_000))));
            }
            log.append("big", Expected.any(), List.of(event("the last of all")));
        }
        Path database = folder.resolve("tunebook.db");
        String bytes = Files.readString(database, StandardCharsets.ISO_8859_1);
        long page = bytes.lastIndexOf("the last of all") / 4096;
        try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap("rubbish".getBytes(StandardCharsets.US_ASCII)), page * 4096);
        }
        Recovery.Recovered recovered = recover(null);
        assertThat(recovered.kept().position()).isBetween(40L, 60L);
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            assertThat(log.head().position()).isEqualTo(recovered.kept().position() + 1);
        }
    }

    @Test
    void theLossOfTheDatabaseOrHeadFileCanBeAccepted() throws Exception {
        Files.delete(folder.resolve("head"));
        assertThat(recover(null).kept()).isEqualTo(before.get(29).head());
        Files.delete(folder.resolve("tunebook.db"));
        assertThat(recover(null).kept()).isEqualTo(Head.EMPTY);
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            assertThat(log.head().position()).isEqualTo(1);
        }
    }

    @Test
    void anIntactLogIsNotChanged() {
        assertThatThrownBy(() -> recover(null))
                .isInstanceOf(Recovery.NothingToRecover.class)
                .hasMessageContaining("intact");
    }

    @Test
    void aLogInUseIsNotChanged() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThatThrownBy(() -> recover(null)).isInstanceOf(LogUnavailable.Owned.class);
            assertThat(log.head().position()).isEqualTo(30);
        }
    }

    @Test
    void aBackupDuringAppendsOpensVerifiesAndIsRestored() throws Exception {
        Path file = elsewhere.resolve("backup.db");
        AtomicBoolean stop = new AtomicBoolean();
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            Thread writer =
                    Thread.ofPlatform()
                            .start(() -> {
                                while (!stop.get()) {
                                    log.append("s", Expected.any(), List.of(event("more")));
                                }
                            });
            long first = log.head().position();
            log.backup(file);
            stop.set(true);
            writer.join();
            try (EventLog backup = SqliteEventLog.openBackup(file)) {
                assertThat(backup.verify()).isInstanceOf(Verification.Intact.class);
                long kept = backup.head().position();
                assertThat(kept).isBetween(first, log.head().position());
                assertThat(backup.head()).isEqualTo(log.at(kept).orElseThrow().head());
            }
            assertThatThrownBy(() -> log.backup(file))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        Files.delete(folder.resolve("tunebook.db"));
        Recovery.Recovered recovered = recover(file);
        assertThat(recovered.problem()).contains("missing");
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            assertThat(log.read(0, 30)).isEqualTo(before);
            assertThat(log.head().position()).isEqualTo(recovered.kept().position() + 1);
        }
    }

    @Test
    void aBackupIsRestoredIntoAnEmptyFolder() throws Exception {
        Path file = elsewhere.resolve("backup.db");
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.backup(file);
        }
        Path fresh = elsewhere.resolve("fresh");
        new Recovery(fresh, file).run("log", r -> event("restored"));
        try (EventLog log = SqliteEventLog.open(fresh)) {
            assertThat(log.read(0, 30)).isEqualTo(before);
            assertThat(log.verify()).isEqualTo(new Verification.Intact(31, log.head()));
        }
    }

    @Test
    void aBackupThatDoesNotVerifyIsNotRestored() throws Exception {
        Path file = elsewhere.resolve("backup.db");
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.backup(file);
        }
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute("UPDATE log_event SET payload = x'00' WHERE position = 3");
        }
        assertThatThrownBy(() -> recover(file)).hasMessageContaining("position 3");
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.head().position()).isEqualTo(30);
        }
        assertThatThrownBy(() -> recover(elsewhere.resolve("none.db")))
                .hasMessageContaining("there is no backup");
    }
}
