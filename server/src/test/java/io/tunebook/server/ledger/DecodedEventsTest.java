package io.tunebook.server.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.Objective;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.model.Snapshot;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is decoded and folded once, and what is never taken for what was recorded.
class DecodedEventsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir private Path folder;
    private final DecodedEvents decoded = new DecodedEvents();
    private final UUID id = new EventIds(Clock.systemUTC()).next();

    private static Event project(String title) {
        return new Event.ProjectCreated(
                "p", title, new Objective("validation/error", Objective.Direction.MINIMIZE));
    }

    private NewEvent encoded(Event event) {
        Wire.Encoded e = Wire.encode(event);
        return new NewEvent(id, e.type(), e.version(), "ada", NOON, e.payload());
    }

    private RecordedEvent recorded(Event event) {
        try (EventLog log = SqliteEventLog.open(folder)) {
            log.append("project/p", Expected.none(), List.of(encoded(event)));
            return log.at(1).orElseThrow();
        }
    }

    private void keep(Event event) {
        decoded.keep(
                DecodedEvents.Decided.of(Snapshot.EMPTY.book(), List.of(event), NOON, "ada"),
                List.of(encoded(event)));
    }

    @Test
    void anEventOfThisProcessIsNeitherDecodedNorFoldedAgain() {
        Event mine = project("Mine");
        keep(mine);
        RecordedEvent recorded = recorded(mine);
        assertThat(decoded.decode(recorded)).isSameAs(mine);
        assertThat(decoded.fold(Snapshot.EMPTY, recorded))
                .isEqualTo(Snapshot.EMPTY.fold(mine, Replay.stamp(recorded)));
    }

    @Test
    void anEventOfAnotherProcessIsDecodedOnce() {
        RecordedEvent recorded = recorded(project("Theirs"));
        Event first = decoded.decode(recorded);
        assertThat(first).isEqualTo(project("Theirs"));
        assertThat(decoded.decode(recorded)).isSameAs(first);
    }

    @Test
    void whatWasRecordedUnderTheSameIdCountsAndNotWhatWasMeantToBe() {
        RecordedEvent recorded = recorded(project("First"));
        keep(project("Second, which lost the race for the id"));
        assertThat(decoded.decode(recorded)).isEqualTo(project("First"));
        Snapshot snapshot = decoded.fold(Snapshot.EMPTY, recorded);
        assertThat(snapshot.book().project("p").facts().title()).isEqualTo("First");
    }

    @Test
    void anEventThatFollowsAnotherThanWasDecidedOnIsFoldedAgain() {
        Event mine = project("Mine");
        keep(mine);
        RecordedEvent recorded = recorded(mine);
        Snapshot other = Snapshot.EMPTY.fold(List.of());
        assertThat(decoded.fold(other, recorded).book().project("p")).isNotNull();
    }
}
