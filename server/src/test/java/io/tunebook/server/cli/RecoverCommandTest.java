package io.tunebook.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.events.Streams;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.Ledger;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command reports and keeps of a log with one changed event.
class RecoverCommandTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;
    private Path data;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// Thirty projects; the note on the third needs it.
    @BeforeEach
    void thirtyOneEvents() {
        data = folder.resolve("data");
        try (EventLog log = SqliteEventLog.open(data)) {
            for (int i = 1; i <= 30; i++) {
                append(
                        log,
                        new Event.ProjectCreated(
                                "p" + i,
                                "P" + i,
                                new Objective("e", Objective.Direction.MINIMIZE, null, null)));
            }
            append(log, new Event.BaselineRecorded("p3", Configuration.EMPTY, 0.5, "x"));
        }
    }

    private static void append(EventLog log, Event event) {
        Wire.Encoded e = Wire.encode(event);
        log.append(
                Streams.of(event),
                Expected.any(),
                List.of(
                        new NewEvent(
                                IDS.next(),
                                e.type(),
                                e.version(),
                                "ada",
                                Clock.systemUTC().instant(),
                                e.payload())));
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--data-dir", data.toString()));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }

    private void damage(String sql) throws Exception {
        try (Connection c =
                        DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tunebook.db"));
                Statement statement = c.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_delete");
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute(sql);
        }
    }

    private void flip(int position) throws Exception {
        damage(
                "UPDATE log_event SET payload = CAST(replace(payload, 'P%1$d', 'Q%1$d') AS BLOB) WHERE position = %1$d"
                        .formatted(position));
    }

    @Test
    void withoutATerminalAndWithoutYesNothingChanges() throws Exception {
        flip(3);
        assertThat(run("recover", "--reason", "disk")).isEqualTo(2);
        assertThat(err.toString()).contains("nothing was changed").contains("--yes");
        assertThat(out.toString())
                .contains("Kept: 2 events. Recovered: 27 later events")
                .contains("Lost: 2 events")
                .containsPattern("1  baseline-recorded +project/p3")
                .containsPattern("1  project-created +project/p3")
                .contains("event 3 (project-created of project/p3): its content was changed")
                .contains("event 31 (baseline-recorded of project/p3): it cannot follow");
        assertThat(data.resolve("set-aside-1")).doesNotExist();
    }

    @Test
    void theLaterEventsAreAppendedAgainAndAServerStartsWithThem() throws Exception {
        flip(3);
        assertThat(run("recover", "--reason", "disk", "--yes")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("The old files are in " + data.resolve("set-aside-1"));
        assertThat(run("verify")).isZero();
        try (EventLog log = SqliteEventLog.open(data);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            assertThat(ledger.now().book().projects()).hasSize(29);
            var recovery = log.at(3).orElseThrow();
            assertThat(Wire.decode(recovery.type(), recovery.typeVersion(), recovery.payload()))
                    .isInstanceOfSatisfying(
                            Event.LogRecovered.class,
                            e -> {
                                assertThat(e.lost().byType())
                                        .containsEntry("project-created", 1L)
                                        .containsEntry("baseline-recorded", 1L);
                                assertThat(e.recovered()).isEqualTo(27);
                                assertThat(e.aside()).isEqualTo("set-aside-1");
                            });
            var originals = log.at(4).orElseThrow();
            assertThat(Wire.decode(originals.type(), originals.typeVersion(), originals.payload()))
                    .isInstanceOfSatisfying(
                            Event.EventsRecovered.class,
                            e -> {
                                assertThat(e.events()).hasSize(27);
                                assertThat(e.events().getFirst().position()).isEqualTo(4);
                                assertThat(e.events().getFirst().previous()).isNotNull();
                                assertThat(e.events().get(1).previous()).isNull();
                            });
        }
    }

    @Test
    void laterEventsAreDiscardedOnRequest() throws Exception {
        flip(3);
        assertThat(run("recover", "--reason", "disk", "--accept-loss", "--discard-later")).isZero();
        assertThat(out.toString()).contains("Recovered: 0").contains("Lost: 29 events");
        try (EventLog log = SqliteEventLog.open(data)) {
            assertThat(log.head().position()).isEqualTo(3);
        }
    }

    @Test
    void aRestoredBackupIsContinuedByTheEventsAfterIt() throws Exception {
        String backup = folder.resolve("a.db").toString();
        assertThat(run("backup", backup)).isZero();
        try (EventLog log = SqliteEventLog.open(data)) {
            append(log, new Event.NoteAdded("project/p1", "after the backup"));
        }
        flip(3);
        assertThat(run("recover", "--from", backup, "--reason", "disk")).isEqualTo(2);
        assertThat(run("recover", "--from", backup, "--reason", "disk", "--yes")).isZero();
        assertThat(out.toString())
                .contains("Restored from the backup: 31 events")
                .contains("Kept: 32 events. Recovered: 0 later events")
                .contains("Lost: 0 events");
        assertThat(run("verify")).isZero();
    }
}
