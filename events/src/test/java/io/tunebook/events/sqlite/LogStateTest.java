package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogState;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sql.DamageMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An open log whose files another program changes, and the state that it reports.
class LogStateTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int EVENTS = 250;

    @TempDir private Path folder;

    @BeforeEach
    void events() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            for (int i = 0; i < EVENTS; i += 50) {
                log.append("s" + i % 3, Expected.any(), events(50));
            }
        }
    }

    private static List<NewEvent> events(int number) {
        return Stream.generate(() -> event(100)).limit(number).toList();
    }

    private static NewEvent event(int bytes) {
        return new NewEvent(IDS.next(), "t", 1, "ada", Instant.now(), new byte[bytes]);
    }

    private static void append(EventLog log) {
        log.append("s", Expected.any(), events(1));
    }

    private static LogUnavailable reason(EventLog log) {
        assertThat(log.state()).isInstanceOf(LogState.ReadOnly.class);
        return ((LogState.ReadOnly) log.state()).reason();
    }

    /// Appends until it is refused.
    private static LogUnavailable refusal(EventLog log) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (Instant.now().isBefore(end)) {
            try {
                append(log);
                Thread.sleep(5);
            } catch (LogUnavailable e) {
                return e;
            }
        }
        throw new AssertionError("no append was refused");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /// Changes the open database by another connection, around the triggers.
    private void execute(String... sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + file("tunebook.db"));
                Statement statement = c.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }

    private static void awaitVerification(SqliteEventLog log) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (log.verification().result() == null) {
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(5);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    UPDATE log_event SET payload = x'01' WHERE position = 107             | 107
                    UPDATE log_event SET stream_version = 9000 WHERE position = 107      | 107
                    UPDATE log_event SET event_id = x'00' WHERE position = 107           | 107
                    DELETE FROM log_event WHERE position = 107                           | 107
                    DELETE FROM log_event WHERE position > 200                           | 201
                    UPDATE word SET text = 'eve' WHERE text = 'ada'                      | 1
                    INSERT INTO log_event SELECT 0, randomblob(16), stream_id, 900, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 107 | 0
                    INSERT INTO log_event SELECT 251, randomblob(16), stream_id, 900, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 107 | 251
                    """)
    void theBackgroundVerificationFindsAChangedEventAndRefusesWrites(String change, long position)
            throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            execute(
                    "PRAGMA ignore_check_constraints = ON",
                    "DROP TRIGGER log_event_no_update",
                    "DROP TRIGGER log_event_no_delete",
                    "DROP TRIGGER log_event_only_added",
                    "DROP TRIGGER word_no_update",
                    change);
            log.verifyInBackground(Duration.ofHours(1));
            awaitVerification(log);
            assertThat(log.verification().result())
                    .isInstanceOfSatisfying(
                            Verification.Broken.class,
                            b -> assertThat(b.position()).isEqualTo(position));
            assertThat(log.verification().finishedAt()).isNotNull();
            assertThatThrownBy(() -> append(log))
                    .isEqualTo(reason(log))
                    .hasMessageContainingAll("tunebook verify", "tunebook recover");
            assertThat(log.read(0, 50)).hasSize(50);
        }
        // The next start refuses writes at once.
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThatThrownBy(() -> append(log)).isEqualTo(reason(log));
        }
    }

    @Test
    void anIntactLogIsVerifiedToItsNewestEvent() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log);
            log.verifyInBackground(Duration.ofHours(1));
            awaitVerification(log);
            assertThat(log.verification().result()).isInstanceOf(Verification.Intact.class);
            assertThat(log.verification().position()).isEqualTo(EVENTS + 1);
            append(log);
            assertThat(log.state()).isInstanceOf(LogState.Writable.class);
        }
    }

    @Test
    void theVerificationIsRepeatedAndFindsWhatChangedSinceTheLastOne() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.verifyInBackground(Duration.ofMillis(1));
            awaitVerification(log);
            execute(
                    "BEGIN",
                    "DROP TRIGGER log_event_no_update",
                    "UPDATE log_event SET recorded_at = recorded_at + 1 WHERE position = 3",
                    "COMMIT");
            Instant end = Instant.now().plusSeconds(60);
            while (log.state() instanceof LogState.Writable) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(5);
            }
            assertThat(reason(log)).hasMessageContaining("does not verify");
        }
    }

    @Test
    void aLogThatWasRepairedIsWritableAfterItsNextVerification() throws Exception {
        new DamageMark(file("damaged")).write(new Verification.Broken(7, "it was changed"));
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThat(reason(log)).hasMessageContaining("at position 7, it was changed");
            log.verifyInBackground(Duration.ZERO);
            awaitVerification(log);
            append(log);
            assertThat(file("damaged")).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "tunebook.db", "tunebook.db-wal"})
    void aDeletedFileRefusesWrites(String name) throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            append(log);
            Files.delete(file(name));
            assertThat(refusal(log))
                    .isInstanceOf(LogUnavailable.Altered.class)
                    .hasMessageContainingAll(name + " was deleted", "stop the server");
            assertThatThrownBy(() -> append(log)).isEqualTo(reason(log));
            if (name.equals("head")) {
                // Whether a deleted database can still be read depends on the file system.
                assertThat(log.read(0, EVENTS)).hasSize(EVENTS);
            }
            assertThat(file("tunebook.db").toFile().exists())
                    .isEqualTo(!name.equals("tunebook.db"));
        }
    }

    @Test
    void anOlderDatabaseThatIsPutInPlaceRefusesWrites(@TempDir Path elsewhere) throws Exception {
        Path older = elsewhere.resolve("older");
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.backup(older);
            append(log);
            Files.move(older, file("tunebook.db"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(refusal(log)).hasMessageContaining("tunebook.db was replaced");
            assertThatThrownBy(() -> append(log)).isEqualTo(reason(log));
        }
    }

    @Test
    void aChangedHeadFileIsNoticedWithoutAnAppend() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            byte[] head = Files.readAllBytes(file("head"));
            head[30] ^= 1;
            Files.write(file("head"), head);
            log.inspect();
            assertThat(reason(log)).hasMessageContaining("head was changed");
            assertThatThrownBy(() -> append(log)).isEqualTo(reason(log));
        }
    }

    @Test
    void anEventThatAnotherProgramAddedIsNoticedWithoutAnAppend() throws Exception {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            execute(
                    "DROP TRIGGER log_event_only_added",
                    "INSERT INTO log_event SELECT 251, randomblob(16), stream_id, 900, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 107");
            log.inspect();
            assertThat(reason(log)).hasMessageContaining("from 250 to 251");
        }
    }

    @Test
    void anUnchangedLogStaysWritable() {
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.inspect();
            append(log);
            log.inspect();
            assertThat(log.state()).isInstanceOf(LogState.Writable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMissingDatabaseBesideItsHeadFileIsNotReplacedByAnEmptyOne(boolean empty)
            throws IOException {
        Files.delete(file("tunebook.db"));
        if (empty) {
            Files.createFile(file("tunebook.db"));
        }
        assertThatThrownBy(() -> SqliteEventLog.open(folder))
                .isInstanceOf(LogUnavailable.DatabaseMissing.class)
                .hasMessageContainingAll("tunebook.db", "head exists", "recover --from BACKUP");
        assertThatThrownBy(() -> SqliteEventLog.openReadOnly(folder))
                .isInstanceOf(LogUnavailable.DatabaseMissing.class);
        assertThat(file("tunebook.db").toFile().length()).isZero();
    }

    @Test
    void aSnapshotAloneShowsThatALogWasLost() throws IOException {
        Files.delete(file("tunebook.db"));
        Files.delete(file("head"));
        Files.writeString(file("snapshot"), "any");
        assertThatThrownBy(() -> SqliteEventLog.open(folder))
                .isInstanceOf(LogUnavailable.DatabaseMissing.class)
                .hasMessageContaining("snapshot exists");
    }

    @Test
    void aFullDiskIsAStateThatPasses() {
        AtomicReference<String> limit = new AtomicReference<>("PRAGMA max_page_count = 1");
        try (SqliteEventLog log =
                SqliteEventLog.open(folder, c -> Database.execute(c, limit.get()))) {
            assertThatThrownBy(() -> log.append("s", Expected.any(), List.of(event(100_000))))
                    .isInstanceOf(LogUnavailable.DiskFull.class);
            assertThat(reason(log)).isInstanceOf(LogUnavailable.DiskFull.class);
            limit.set("PRAGMA max_page_count = 100000");
            log.inspect();
            assertThat(log.state()).isInstanceOf(LogState.Writable.class);
            append(log);
        }
    }
}
