package io.tunebook.server.ledger.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotCacheTest {
    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int LONG = 51_000;

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("snapshot");
    }

    /// Creates experiments, a thousand at a time.
    private static void grow(EventLog log, int events) {
        for (int i = 0; i < events; i += 1_000) {
            String id = "e" + log.head().position();
            List<NewEvent> batch = new ArrayList<>();
            add(batch, new Event.ExperimentCreated(id, id, "test", Map.of()));
            for (int n = 1; n < 1_000; n++) {
                add(batch, new Event.ExperimentChanged(id, null, Map.of("n", "" + n), null));
            }
            log.append("experiment/" + id, Expected.none(), batch);
        }
    }

    private static void add(List<NewEvent> batch, Event event) {
        Wire.Encoded encoded = Wire.encode(event);
        batch.add(
                new NewEvent(
                        IDS.next(),
                        encoded.type(),
                        encoded.version(),
                        "ada",
                        Instant.EPOCH,
                        encoded.payload()));
    }

    private Snapshot opened(EventLog log) {
        try (Ledger ledger = new Ledger(log, Clock.systemUTC(), SnapshotCache.in(folder, log))) {
            return ledger.now();
        }
    }

    private static Snapshot folded(EventLog log) {
        try (Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            return ledger.now();
        }
    }

    /// Opens the ledger, and closes it once the file exists.
    private void written(EventLog log) throws InterruptedException {
        try (Ledger ledger = new Ledger(log, Clock.systemUTC(), SnapshotCache.in(folder, log))) {
            assertThat(ledger.now().position()).isEqualTo(log.head().position());
            Instant end = Instant.now().plus(Duration.ofSeconds(60));
            while (!Files.exists(file())) {
                assertThat(Instant.now()).isBefore(end);
                Thread.sleep(10);
            }
        }
    }

    @Test
    void aStartFromTheSnapshotEqualsAStartFromTheLog() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            grow(log, LONG);
            written(log);
            long position;
            try (SnapshotCache cache = SnapshotCache.in(folder, log)) {
                position = cache.read().position();
            }
            assertThat(position).isEqualTo(LONG);
            assertThat(opened(log)).isEqualTo(folded(log));

            grow(log, 2_000);
            Snapshot all = folded(log);
            assertThat(opened(log)).isEqualTo(all);
            try (Ledger ledger =
                    new Ledger(log, Clock.systemUTC(), SnapshotCache.in(folder, log))) {
                assertThat(ledger.at(7_003).position()).as("before the snapshot").isEqualTo(7_003);
                assertThat(ledger.at(7_003).book().tracked().byId()).hasSize(8);
            }

            byte[] damaged = Files.readAllBytes(file());
            damaged[damaged.length / 2] ^= 4;
            Files.write(file(), damaged);
            assertThat(opened(log)).isEqualTo(all);

            Files.delete(file());
            assertThat(opened(log)).isEqualTo(all);
        }
    }

    @Test
    void theSnapshotOfAnotherLogIsNotUsed(@TempDir Path other) throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            grow(log, LONG);
            written(log);
        }
        try (EventLog log = SqliteEventLog.open(other)) {
            grow(log, LONG + 1_000);
            Files.copy(file(), other.resolve("snapshot"));
            try (SnapshotCache cache = SnapshotCache.in(other, log)) {
                assertThat(cache.read()).isEqualTo(Snapshot.EMPTY);
            }
        }
    }

    @Test
    void aShortLogHasNoSnapshot() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            grow(log, 1_000);
            assertThat(opened(log).position()).isEqualTo(1_000);
            assertThat(file()).doesNotExist();
        }
    }
}
