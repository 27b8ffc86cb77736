package io.tunebook.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Streams;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.model.Snapshot;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedSnapshotTest {
    private static final int EVENTS = 1_203;
    private static final EventIds IDS = new EventIds(Clock.systemUTC());

    @TempDir private Path folder;

    @BeforeEach
    void aLogOfThreePages() {
        try (EventLog log = SqliteEventLog.open(folder)) {
            append(
                    log,
                    new Event.ProjectCreated(
                            "p", "P", new Objective("error", Objective.Direction.MINIMIZE)));
            append(
                    log,
                    new Event.RoundOpened(
                            "r",
                            "p",
                            1,
                            new Goal(
                                    Goal.Kind.UNDERSTANDING,
                                    Goal.Phase.EXPLORATION,
                                    "What helps?")));
            for (int i = 2; i < EVENTS; i += 1_000) {
                append(
                        log,
                        IntStream.range(i, Math.min(i + 1_000, EVENTS))
                                .mapToObj(n -> new Event.NoteAdded("round/r", "Note " + n))
                                .toArray(Event[]::new));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 499, 500, 501, 1_000, EVENTS})
    void equalsTheFoldedSnapshotAndHasTheHeadThatProvesIt(long position) {
        try (EventLog log = SqliteEventLog.openReadOnly(folder)) {
            VerifiedSnapshot proven = VerifiedSnapshot.at(log, position);

            assertThat(proven.broken()).isNull();
            assertThat(proven.snapshot()).isEqualTo(folded(log, position));
            assertThat(proven.head().position()).isEqualTo(position);
            if (position == EVENTS) {
                assertThat(proven.head()).isEqualTo(log.head());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recorded_at = recorded_at + 1",
                "payload = CAST('{\"subject\":' AS BLOB)",
                "stream_version = stream_version + 5000"
            })
    void stopsBeforeAChangedEvent(String change) throws SQLException {
        change("UPDATE log_event SET " + change + " WHERE position = 777");

        try (EventLog log = SqliteEventLog.openReadOnly(folder)) {
            VerifiedSnapshot proven = VerifiedSnapshot.at(log, EVENTS);

            assertThat(proven.broken()).isNotNull();
            assertThat(proven.broken().position()).isEqualTo(777);
            assertThat(proven.head().position()).isEqualTo(776);
            assertThat(proven.snapshot().book()).isEqualTo(folded(log, 776).book());
            assertThat(VerifiedSnapshot.at(log, 776).broken()).isNull();
        }
    }

    private static Snapshot folded(EventLog log, long position) {
        Snapshot snapshot = Snapshot.EMPTY;
        for (var event : log.read(0, (int) position)) {
            snapshot = History.fold(snapshot, event);
        }
        return snapshot;
    }

    private void change(String sql) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("tunebook.db"));
                var statement = connection.createStatement()) {
            statement.execute("DROP TRIGGER log_event_no_update");
            statement.execute(sql);
        }
    }

    private static void append(EventLog log, Event... events) {
        log.append(
                Streams.of(events[0]),
                Expected.any(),
                Arrays.stream(events)
                        .map(Wire::encode)
                        .map(VerifiedSnapshotTest::written)
                        .toList());
    }

    private static NewEvent written(Wire.Encoded e) {
        return new NewEvent(IDS.next(), e.type(), e.version(), "ada", Instant.now(), e.payload());
    }
}
