package io.tunebook.events.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.PayloadComparison;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.log.Verification;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes on one database: writers that are killed or paused, and their standbys.
class TakeoverTest {
    private static final int KILLS = 2;
    private static final long WITHIN_SECONDS = 20;

    @TempDir private Path folder;
    private final PostgresLocation location = TestPostgres.log();
    private final Map<String, Long> acknowledged = new HashMap<>();

    @Test
    void aStandbyTakesOverFromAKilledAndFromAPausedWriterAndNothingIsLost() throws Exception {
        Appender writer = start("s0");
        awaitEvents(writer, 20);
        for (int i = 1; i <= KILLS; i++) {
            Appender standby = start("s" + i);
            assertThat(standby.line(WITHIN_SECONDS)).isEqualTo("role ReadOnly");
            awaitEvents(writer, 20);
            writer.kill();
            keep(writer.lines());
            awaitEvents(standby, 20);
            writer.close();
            writer = standby;
        }
        writer = pauseAndContinue(writer);
        writer.kill();
        keep(writer.lines());
        assertThat(acknowledged).hasSizeGreaterThan(80);
        try (EventLog log = open("last")) {
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
            List<RecordedEvent> all = log.read(0, 1_000_000);
            Map<String, Long> found = new HashMap<>();
            all.forEach(e -> found.put(e.id().toString(), e.position()));
            assertThat(found).containsAllEntriesOf(acknowledged);
            assertThat(all)
                    .extracting(RecordedEvent::position)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, all.size()).boxed().toList());
        }
    }

    /// @return the writer afterwards
    private Appender pauseAndContinue(Appender paused) throws Exception {
        Appender standby = start("other");
        assertThat(standby.line(WITHIN_SECONDS)).isEqualTo("role ReadOnly");
        paused.signal("STOP");
        awaitEvents(standby, 20);
        keep(paused.lines());
        paused.signal("CONT");
        for (String line = ""; !line.equals("role ReadOnly"); line = paused.line(WITHIN_SECONDS)) {
            keep(List.of(line));
        }
        awaitEvents(standby, 20);
        assertThat(paused.lines()).as("of a fenced writer").isEmpty();
        paused.close();
        return standby;
    }

    @Test
    void aStandbyFollowsTheWriterAndRefusesAppendsNamingIt() throws Exception {
        LinkedBlockingQueue<Long> seen = new LinkedBlockingQueue<>();
        PostgresEventLog writer = open("alpha");
        try (PostgresEventLog standby = open("beta");
                Subscription subscription = standby.subscribe(0, following(seen))) {
            assertThat(subscription).isNotNull();
            for (long i = 1; i <= 50; i++) {
                writer.append("s", Expected.exact(i - 1), List.of(Appender.event("t")));
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
            }
            assertThat(standby.head()).isEqualTo(writer.head());
            assertThat(standby.writeRefusal().orElseThrow())
                    .isInstanceOf(LogUnavailable.Standby.class)
                    .hasMessageContaining("standby of alpha");
            assertThatThrownBy(
                            () -> standby.append("s", Expected.any(), List.of(Appender.event("t"))))
                    .isInstanceOf(LogUnavailable.Standby.class);
            writer.close();
            LinkedBlockingQueue<String> roles = new LinkedBlockingQueue<>();
            standby.onState(state -> roles.add(state.getClass().getSimpleName()));
            while (!"Writable".equals(roles.poll(10, TimeUnit.SECONDS))) {
                assertThat(roles).isNotNull();
            }
            assertThat(
                            standby.append("s", Expected.exact(50), List.of(Appender.event("t")))
                                    .lastPosition())
                    .isEqualTo(51);
        }
    }

    @Test
    void anAppendThatWasDecidedBeforeAnotherServerWroteIsRefused() throws Exception {
        try (PostgresEventLog log = open("alpha")) {
            long decidedIn = log.turn();
            assertThat(append(log, decidedIn)).isEqualTo(1);
            // As another server does that took over and has ended since.
            TestPostgres.execute(location, "UPDATE head SET epoch = epoch + 1");
            assertThatThrownBy(() -> append(log, decidedIn))
                    .isInstanceOf(LogUnavailable.Standby.class);
            awaitWritable(log);
            assertThat(log.turn()).isEqualTo(decidedIn + 1);
            assertThatThrownBy(() -> append(log, decidedIn))
                    .isInstanceOf(LogUnavailable.Standby.class);
            assertThat(append(log, log.turn())).isEqualTo(2);
        }
    }

    @Test
    void aLostConnectionAloneBeginsNoTurn() throws Exception {
        try (PostgresEventLog log = open("alpha")) {
            long decidedIn = log.turn();
            TestPostgres.execute(
                    location,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'tunebook writer'");
            assertThatThrownBy(() -> append(log, decidedIn)).isInstanceOf(LogUnavailable.class);
            awaitWritable(log);
            assertThat(append(log, decidedIn)).isEqualTo(1);
        }
    }

    private static long append(EventLog log, long decidedIn) {
        return log.append("s", Expected.any(), List.of(Appender.event("t")), decidedIn)
                .lastPosition();
    }

    private static void awaitWritable(PostgresEventLog log) throws InterruptedException {
        while (log.writeRefusal().isPresent()) {
            log.inspect();
            Thread.sleep(10);
        }
    }

    @Test
    void aStandbyThatHasSeenMoreThanTheDatabaseHasDoesNotTakeOver() throws Exception {
        try (PostgresEventLog writer = open("alpha")) {
            for (int i = 0; i < 5; i++) {
                writer.append("s", Expected.any(), List.of(Appender.event("t")));
            }
        }
        try (PostgresEventLog standby = open("beta")) {
            assertThat(standby.head().position()).isEqualTo(5);
        }
        try (var connection = TestPostgres.connect(location)) {
            PostgresDatabase.execute(connection, "SET session_replication_role = replica");
            PostgresDatabase.execute(connection, "DELETE FROM log_event WHERE position > 3");
        }
        try (PostgresEventLog standby = open("beta")) {
            assertThat(standby.writeRefusal().orElseThrow())
                    .isInstanceOf(LogUnavailable.BehindHead.class);
        }
    }

    @Test
    void connectionsThatTheDatabaseHasEndedAreOpenedAgain() throws Exception {
        try (PostgresEventLog log = open("alpha")) {
            log.append("s", Expected.none(), List.of(Appender.event("t")));
            assertThat(log.read(0, 10)).hasSize(1);
            TestPostgres.execute(
                    location,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            assertThat(log.read(0, 10)).hasSize(1);
            var batch = List.of(Appender.event("t"));
            long position = 0;
            while (position == 0) {
                try {
                    position = log.append("s", Expected.any(), batch).lastPosition();
                } catch (LogUnavailable e) {
                    Thread.sleep(20);
                }
            }
            assertThat(position).isEqualTo(2);
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    @Test
    void largeAppendsAreWrittenInPartsOfOneTransaction() {
        try (PostgresEventLog log = open("alpha")) {
            List<NewEvent> large =
                    LongStream.range(0, 3)
                            .mapToObj(i ->
                                    new NewEvent(
                                            Appender.event("t").id(),
                                            "large",
                                            1,
                                            "test",
                                            java.time.Instant.now(),
                                            new byte[20 << 20]))
                            .toList();
            assertThat(log.append("s", Expected.none(), large).lastPosition()).isEqualTo(3);
            assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        }
    }

    private static Subscriber following(LinkedBlockingQueue<Long> seen) {
        return new Subscriber() {
            @Override
            public void onEvent(RecordedEvent event) {
                seen.add(event.position());
            }

            @Override
            public void onError(RuntimeException error) {
                seen.add(-1L);
            }
        };
    }

    private PostgresEventLog open(String name) {
        return PostgresEventLog.open(location, folder.resolve(name), name, PayloadComparison.BYTES);
    }

    private Appender start(String name) throws Exception {
        return Appender.on(location, folder.resolve(name), name);
    }

    /// Waits for so many acknowledged appends of a process.
    private void awaitEvents(Appender appender, int n) throws InterruptedException {
        for (int i = 0; i < n; ) {
            String line = appender.line(WITHIN_SECONDS);
            keep(List.of(line));
            i += line.startsWith("role") ? 0 : 1;
        }
    }

    private void keep(List<String> lines) {
        for (String line : lines) {
            String[] parts = line.split(" ", 2);
            if (parts.length == 2 && !parts[0].equals("role") && !parts[0].equals("ended:")) {
                acknowledged.put(parts[0], Long.valueOf(parts[1]));
            }
        }
    }
}
