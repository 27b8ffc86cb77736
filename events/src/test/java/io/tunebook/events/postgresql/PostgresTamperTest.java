package io.tunebook.events.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Changes of the log's tables by another client of the database.
class PostgresTamperTest {
    @TempDir private Path folder;
    private final PostgresLocation location = TestPostgres.log();

    private PostgresEventLog open() {
        return PostgresEventLog.open(location, folder, "test", PayloadComparison.BYTES);
    }

    @BeforeEach
    void twentyEvents() {
        try (EventLog log = open()) {
            for (int i = 0; i < 20; i++) {
                log.append(
                        "stream-" + i % 3,
                        Expected.any(),
                        List.of(Appender.event("type-" + i % 2)));
            }
        }
    }

    @Test
    void everyChangeIsRefusedAlsoForASuperuser() {
        for (String change :
                List.of(
                        "UPDATE log_event SET payload = '' WHERE position = 7",
                        "DELETE FROM log_event WHERE position = 7",
                        "TRUNCATE log_event",
                        "INSERT INTO log_event SELECT 21, event_id, stream_id, 100, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 7 ON CONFLICT (event_id) DO UPDATE SET payload = ''",
                        "MERGE INTO log_event USING (VALUES (7)) v (p) ON position = p WHEN MATCHED THEN DELETE",
                        "UPDATE stream SET name = 'x'",
                        "DELETE FROM stream",
                        "TRUNCATE stream, word",
                        "UPDATE word SET text = 'x'",
                        "DELETE FROM word",
                        "DELETE FROM head",
                        "TRUNCATE head",
                        "UPDATE head SET epoch = epoch - 1")) {
            assertThatThrownBy(() -> TestPostgres.execute(location, change))
                    .as(change)
                    .isInstanceOf(SQLException.class)
                    .satisfies(e -> assertThat(PostgresDatabase.state(e)).startsWith("23"));
        }
        try (EventLog log = open()) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            assertThat(log.head().position()).isEqualTo(20);
        }
    }

    @Test
    void theOwnerOfTheTablesHasNoRightToAChange(@TempDir Path other) throws SQLException {
        PostgresLocation superuser = TestPostgres.empty();
        TestPostgres.execute(superuser, "CREATE ROLE tunebook_owner LOGIN");
        TestPostgres.execute(superuser, "ALTER SCHEMA public OWNER TO tunebook_owner");
        PostgresLocation owner =
                PostgresLocation.of(
                        superuser.toString().replace("postgres@", "tunebook_owner@"), Map.of());
        try (EventLog log = PostgresEventLog.open(owner, other, "test", PayloadComparison.BYTES)) {
            log.append("s", Expected.any(), List.of(Appender.event("t")));
        }
        for (String change :
                List.of(
                        "UPDATE log_event SET payload = ''",
                        "DELETE FROM log_event",
                        "TRUNCATE log_event",
                        "DELETE FROM stream",
                        "UPDATE word SET text = 'x'",
                        "DELETE FROM head")) {
            assertThatThrownBy(() -> TestPostgres.execute(owner, change))
                    .as(change)
                    .satisfies(e -> assertThat(PostgresDatabase.state(e)).isEqualTo("42501"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE log_event SET payload = '' WHERE position = 7",
                "UPDATE log_event SET recorded_at = 0 WHERE position = 7",
                "DELETE FROM log_event WHERE position = 7",
                "UPDATE stream SET name = 'x' WHERE id = 1",
                "DELETE FROM word WHERE text = 'type-0'",
                "UPDATE log_event SET stream_version = 100 WHERE position = 20",
                "DELETE FROM log_event WHERE position = 20"
            })
    void aChangeWithoutTheTriggersIsFoundByTheVerification(String change) throws SQLException {
        withoutTriggers(change);
        try (EventLog log = PostgresEventLog.openReadOnly(location, folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Broken.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TRIGGER log_event_only_added ON log_event",
                "ALTER TABLE head DISABLE TRIGGER head_only_advances",
                "INSERT INTO log_event SELECT 25, decode(repeat('ab', 16), 'hex'), stream_id, 100, type_id, type_version, actor_id, recorded_at, payload, hash FROM log_event WHERE position = 7",
                "CREATE OR REPLACE FUNCTION events_are_only_added() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
            })
    void aRemovedTriggerAndAnAddedEventAreFoundByTheVerification(String change)
            throws SQLException {
        TestPostgres.execute(location, change);
        try (EventLog log = open()) {
            assertThat(log.verify()).isInstanceOf(Verification.Broken.class);
        }
    }

    @Test
    void aDatabaseThatWasRolledBackIsReadOnlyForAServerThatHasSeenMore() throws SQLException {
        withoutTriggers("DELETE FROM log_event WHERE position > 15");
        try (PostgresEventLog log = open()) {
            assertThat(log.writeRefusal().orElseThrow())
                    .isInstanceOf(LogUnavailable.BehindHead.class)
                    .hasMessageContaining("it ends at event 15, but 20 were acknowledged");
            assertThat(log.read(0, 100)).hasSize(15);
            assertThat(log.verify()).isInstanceOf(Verification.Broken.class);
        }
    }

    @Test
    void aServerThatHasSeenNothingWritesToALogThatOthersHaveBegun(@TempDir Path fresh)
            throws Exception {
        try (EventLog log =
                PostgresEventLog.open(location, fresh, "other", PayloadComparison.BYTES)) {
            assertThat(log.append("s", Expected.any(), List.of(Appender.event("t"))).lastPosition())
                    .isEqualTo(21);
        }
        assertThat(Files.readString(fresh.resolve("head"))).startsWith("00000000000000000021 ");
    }

    private void withoutTriggers(String change) throws SQLException {
        try (Connection connection = TestPostgres.connect(location)) {
            PostgresDatabase.execute(connection, "SET session_replication_role = replica");
            PostgresDatabase.execute(connection, change);
        }
    }
}
