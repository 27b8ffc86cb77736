package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.Chain;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.Recovery.Recoverable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a recovery keeps of the events after the damage.
class SalvageTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;
    @TempDir private Path elsewhere;
    private List<RecordedEvent> before = List.of();

    @BeforeEach
    void fortyEvents() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            for (int i = 1; i <= 40; i++) {
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

    private static String text(RecordedEvent event) {
        return new String(event.payload(), StandardCharsets.UTF_8);
    }

    private static final Recovery.Recorder RECORDER =
            new Recovery.Recorder() {
                @Override
                public NewEvent recovery(Recovery.Recovered recovered) {
                    return event("recovery");
                }

                @Override
                public NewEvent originals(List<Recoverable> events) {
                    return event("originals " + events.size());
                }
            };

    private Recovery.Recovered recover(Path backup, RecoveryJudge judge) throws Exception {
        return new Recovery(folder, backup, judge, true)
                .run("log", RECORDER, _ -> true)
                .orElseThrow();
    }

    private void damage(String sql) throws Exception {
        try (Connection c =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_delete");
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute(sql);
        }
    }

    private List<RecordedEvent> now() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            return log.read(0, 1_000);
        }
    }

    @Test
    void oneChangedEventIsTheOnlyOneThatIsLost() throws Exception {
        damage("UPDATE log_event SET payload = x'00' WHERE position = 12");
        Recovery.Recovered r = recover(null, RecoveryJudge.ALL);
        assertThat(r.kept()).isEqualTo(before.get(10).head());
        assertThat(r.losses()).isEqualTo(1);
        assertThat(r.lost().getFirst().position()).isEqualTo(12);
        assertThat(r.lost().getFirst().stream()).isEqualTo("stream-0");
        List<RecordedEvent> now = now();
        assertThat(now.subList(0, 11)).isEqualTo(before.subList(0, 11));
        assertThat(text(now.get(11))).isEqualTo("recovery");
        assertThat(text(now.get(12))).isEqualTo("originals 28");
        for (int i = 0; i < 28; i++) {
            RecordedEvent old = before.get(12 + i);
            RecordedEvent again = now.get(13 + i);
            assertThat(again.id()).isEqualTo(old.id());
            assertThat(again.stream()).isEqualTo(old.stream());
            assertThat(again.recordedAt()).isEqualTo(old.recordedAt());
            assertThat(text(again)).isEqualTo(text(old));
            // Anybody can verify the old hash by what is recorded of it.
            Recoverable original = r.recovered().get(i);
            assertThat(
                            new Chain()
                                    .hash(
                                            original.previous(),
                                            new RecordedEvent(
                                                    original.position(),
                                                    again.stream(),
                                                    original.version(),
                                                    again.id(),
                                                    again.type(),
                                                    again.typeVersion(),
                                                    again.actor(),
                                                    again.recordedAt(),
                                                    again.payload(),
                                                    original.hash())))
                    .isEqualTo(original.hash())
                    .isEqualTo(old.hash());
        }
    }

    @Test
    void aDamagedHashLosesNothing() throws Exception {
        damage("UPDATE log_event SET hash = zeroblob(32) WHERE position IN (12, 40)");
        Recovery.Recovered r = recover(null, RecoveryJudge.ALL);
        assertThat(r.lost()).isEmpty();
        assertThat(r.kept()).isEqualTo(before.get(39).head());
        assertThat(now().subList(0, 40)).isEqualTo(before);
    }

    @Test
    void aMissingEventLosesTheNextOneThatCannotBeVerifiedWithoutIt() throws Exception {
        damage("DELETE FROM log_event WHERE position IN (12, 39, 40)");
        Recovery.Recovered r = recover(null, RecoveryJudge.ALL);
        assertThat(r.lost().stream().map(Recovery.Lost::position)).containsExactly(12L, 13L, 39L);
        assertThat(r.losses()).isEqualTo(4);
        assertThat(r.recovered()).hasSize(25);
        now();
    }

    @Test
    void anEventThatNeedsALostOneIsListedAndLeft() throws Exception {
        damage("UPDATE log_event SET payload = x'00' WHERE position = 12");
        RecoveryJudge judge =
                new RecoveryJudge() {
                    @Override
                    public void kept(RecordedEvent event) {}

                    @Override
                    public Optional<String> refusal(RecordedEvent event) {
                        return event.position() == 20
                                ? Optional.of("it needs 12")
                                : Optional.empty();
                    }
                };
        Recovery.Recovered r = recover(null, judge);
        assertThat(r.lost().stream().map(Recovery.Lost::reason))
                .containsExactly("its content was changed", "it needs 12");
        assertThat(now().stream().map(SalvageTest::text)).doesNotContain("event 20", "event 12");
    }

    @Test
    void aBackupIsContinuedByTheLaterEventsOfTheDamagedLog() throws Exception {
        Path file = elsewhere.resolve("backup.db");
        try (SqliteEventLog log = SqliteEventLog.open(folder)) {
            log.backup(file);
            for (int i = 41; i <= 60; i++) {
                log.append("stream-" + i % 3, Expected.any(), List.of(event("event " + i)));
            }
            before = log.read(0, 100);
        }
        damage("UPDATE log_event SET payload = x'00' WHERE position IN (12, 50)");
        Recovery.Recovered r = recover(file, RecoveryJudge.ALL);
        assertThat(r.restored().position()).isEqualTo(40);
        assertThat(r.kept()).isEqualTo(before.get(48).head());
        assertThat(r.losses()).isEqualTo(1);
        assertThat(now()).hasSize(49 + 2 + 10).startsWith(before.get(0), before.get(1));
    }

    @Test
    void nothingOfAnotherLogIsAddedToABackup() throws Exception {
        Path other = elsewhere.resolve("other");
        Path file = elsewhere.resolve("backup.db");
        try (SqliteEventLog log = SqliteEventLog.open(other)) {
            log.append("s", Expected.any(), List.of(event("another")));
            log.backup(file);
        }
        Recovery.Recovered r = recover(file, RecoveryJudge.ALL);
        assertThat(r.kept().position()).isEqualTo(1);
        assertThat(r.losses()).isEqualTo(40);
        assertThat(now()).hasSize(2);
    }

    @Test
    void nothingChangesWithoutConsent() throws Exception {
        damage("UPDATE log_event SET payload = x'00' WHERE position = 12");
        byte[] bytes = Files.readAllBytes(folder.resolve("tunebook.db"));
        assertThat(
                        new Recovery(folder, null, RecoveryJudge.ALL, true)
                                .run("log", RECORDER, _ -> false))
                .isEmpty();
        assertThat(Files.readAllBytes(folder.resolve("tunebook.db"))).isEqualTo(bytes);
        assertThat(folder.resolve("set-aside-1")).doesNotExist();
    }
}
