package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.log.Verification.Broken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes of the log's file by another SQLite client.
class TamperTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;

    @BeforeEach
    void twentyEvents() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            for (int i = 0; i < 20; i++) {
                log.append("stream-" + i % 3, Expected.any(), List.of(event(i)));
            }
        }
    }

    private static NewEvent event(int i) {
        return new NewEvent(
                IDS.next(), "type-" + i % 2, 1, "actor-" + i % 2, Instant.now(), new byte[] {1, 2});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE log_event SET payload = x'00' WHERE position = 7",
                "UPDATE OR REPLACE log_event SET position = 8 WHERE position = 7",
                "DELETE FROM log_event WHERE position = 7",
                "INSERT INTO log_event SELECT 21, event_id, stream_id, 100, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 7 ON CONFLICT DO UPDATE SET payload = x'00'",
                "INSERT OR REPLACE INTO log_event SELECT * FROM log_event WHERE position = 7",
                "REPLACE INTO log_event SELECT 99, event_id, stream_id, 99, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 7",
                "UPDATE stream SET name = 'x'",
                "DELETE FROM stream",
                "INSERT OR REPLACE INTO stream VALUES (1, 'x')",
                "UPDATE word SET text = 'x'",
                "DELETE FROM word",
                "REPLACE INTO word VALUES (1, 'x')"
            })
    void theTriggersRejectEveryChange(String sql) {
        assertThatThrownBy(() -> execute(sql)).hasMessageContaining("never");
        assertThat(verify()).isInstanceOf(Verification.Intact.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event_id = randomblob(16)",
                "position = 900",
                "event_id = x'00'",
                "stream_id = 77",
                "stream_id = 1 + stream_id % 3, stream_version = 90",
                "stream_version = 90",
                "type_id = (SELECT id FROM word WHERE text = 'type-1')",
                "type_id = 77",
                "type_version = 2",
                "type_version = 99999999999",
                "actor_id = (SELECT id FROM word WHERE text = 'actor-1')",
                "actor_id = 77",
                "recorded_at = recorded_at + 1",
                "recorded_at = 9223372036854775807",
                "payload = x'0103'",
                "payload = x'01'",
                "payload = x''",
                "hash = randomblob(32)",
                "hash = x''"
            })
    void aChangeOfAnyColumnIsDetectedAtItsPosition(String change) throws SQLException {
        withoutTriggers(
                "PRAGMA ignore_check_constraints = ON",
                "PRAGMA foreign_keys = OFF",
                "UPDATE log_event SET " + change + " WHERE position = 7");
        assertThat(verify())
                .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.position()).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stream SET name = 'other' WHERE name = 'stream-0'",
                "word SET text = 'eve' WHERE text = 'actor-0'"
            })
    void aChangedNameIsDetectedAtItsFirstEvent(String change) throws SQLException {
        withoutTriggers("UPDATE " + change);
        assertThat(verify())
                .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.position()).isEqualTo(1));
    }

    @Test
    void aRemovedEventIsDetected() throws SQLException {
        withoutTriggers("DELETE FROM log_event WHERE position = 7");
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.position()).isEqualTo(7);
                            assertThat(b.problem()).contains("missing");
                        });
    }

    @Test
    void aRemovedTailIsDetectedByTheHeadFileAndTheLogIsReadOnly() throws SQLException {
        withoutTriggers("DELETE FROM log_event WHERE position > 17");
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class,
                        b -> {
                            assertThat(b.position()).isEqualTo(18);
                            assertThat(b.problem()).contains("3 acknowledged events are missing");
                        });
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.read(0, 100)).hasSize(17);
            LogUnavailable refused =
                    catchThrowableOfType(
                            LogUnavailable.class,
                            () -> log.append("s", Expected.any(), List.of(event(0))));
            assertThat(refused).isInstanceOf(LogUnavailable.BehindHead.class);
            assertThat(refused).hasMessageContaining("verify").hasMessageContaining("20");
        }
    }

    @Test
    void anInsertedLastEventIsDetected() throws SQLException {
        withoutTriggers(
                "INSERT INTO log_event SELECT 21, randomblob(16), stream_id, 100, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 7");
        assertThat(verify())
                .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.position()).isEqualTo(21));
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThatThrownBy(() -> log.append("s", Expected.any(), List.of(event(0))))
                    .isInstanceOf(LogUnavailable.BehindHead.class)
                    .hasMessageContaining("event 21");
        }
    }

    @Test
    void twoSwappedEventsAreDetected() throws SQLException {
        withoutTriggers(
                "UPDATE log_event SET position = -1 WHERE position = 7",
                "UPDATE log_event SET position = 7 WHERE position = 8",
                "UPDATE log_event SET position = 8 WHERE position = -1");
        assertThat(verify())
                .isInstanceOfSatisfying(Broken.class, b -> assertThat(b.position()).isEqualTo(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "99999999999999999999 %s\n", "00000000000000000020 %s\n"})
    void aChangedHeadFileIsDetectedAndTheLogIsReadOnly(String form) throws Exception {
        Files.writeString(folder.resolve("head"), form.formatted("ab".repeat(32)));
        assertThat(verify()).isInstanceOf(Broken.class);
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.writeRefusal()).isPresent();
            assertThatThrownBy(() -> log.append("s", Expected.any(), List.of(event(0))))
                    .isInstanceOf(LogUnavailable.BehindHead.class);
            assertThat(log.read(0, 100)).hasSize(20);
        }
    }

    @Test
    void aRemovedDatabaseIsDetectedByTheHeadFile() throws Exception {
        Files.delete(folder.resolve("tunebook.db"));
        assertThatThrownBy(() -> SqliteEventLog.open(folder))
                .isInstanceOf(LogUnavailable.DatabaseMissing.class)
                .hasMessageContaining("recover --from BACKUP");
        assertThat(folder.resolve("tunebook.db")).doesNotExist();
    }

    @Test
    void aMissingTriggerIsDetected() throws SQLException {
        execute("DROP TRIGGER word_no_update");
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class, b -> assertThat(b.problem()).contains("word_no_update"));
    }

    @Test
    void aRemovedHeadFileIsDetectedAndTheLogIsReadOnly() throws Exception {
        Files.delete(folder.resolve("head"));
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class, b -> assertThat(b.problem()).contains("head file"));
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThatThrownBy(() -> log.append("s", Expected.any(), List.of(event(0))))
                    .isInstanceOf(LogUnavailable.class)
                    .hasMessageContaining("missing");
        }
    }

    @Test
    void aRewrittenHistoryWithAValidChainIsDetectedByTheHeadFile(@TempDir Path other)
            throws Exception {
        try (EventLog forged = SqliteEventLog.open(other)) {
            for (int i = 0; i < 20; i++) {
                forged.append("stream-" + i % 3, Expected.any(), List.of(event(i)));
            }
        }
        Files.copy(
                other.resolve("tunebook.db"),
                folder.resolve("tunebook.db"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Broken.class, b -> assertThat(b.problem()).contains("rewritten"));
    }

    @Test
    void aCrashBetweenCommitAndHeadFileIsNotDamage() throws Exception {
        byte[] before = Files.readAllBytes(folder.resolve("head"));
        try (EventLog log = SqliteEventLog.open(folder)) {
            log.append("s", Expected.any(), List.of(event(0)));
        }
        Files.write(folder.resolve("head"), before);
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.append("s", Expected.any(), List.of(event(1))).firstPosition())
                    .isEqualTo(22);
        }
        assertThat(verify()).isInstanceOf(Verification.Intact.class);
    }

    private Verification verify() {
        try (EventLog log = SqliteEventLog.openReadOnly(folder)) {
            return log.verify();
        }
    }

    private void withoutTriggers(String... sql) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : List.of("log_event", "stream", "word")) {
            for (String what : List.of("no_update", "no_delete", "only_added")) {
                all.add("DROP TRIGGER %s_%s".formatted(table, what));
            }
        }
        all.addAll(List.of(sql));
        execute(all.toArray(String[]::new));
    }

    private void execute(String... sql) throws SQLException {
        try (Connection c =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            for (String each : sql) {
                statement.execute(each);
            }
        }
    }
}
