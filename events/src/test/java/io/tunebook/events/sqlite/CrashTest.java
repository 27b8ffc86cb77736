package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.events.log.Verification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real processes that crash or compete for the log.
class CrashTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    /// `./tunebook bench crash` kills more.
    private static final int KILLS = 8;

    @TempDir private Path folder;

    @Test
    void aKilledWriterLosesNoAcknowledgedAppendAndLeavesNoPartialOne() throws Exception {
        long seed = SEED;
        Random random = new Random(seed);
        Map<String, Long> acknowledged = new HashMap<>();
        for (int round = 0; round < KILLS; round++) {
            try (Child child = Child.on(folder)) {
                int stop = 20 + random.nextInt(400);
                for (int i = 0; i < stop; i++) {
                    keep(child.line(), acknowledged);
                }
                child.kill().forEach(line -> keep(line, acknowledged));
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(KILLS * 20);
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.verify()).as("seed %d", seed).isInstanceOf(Verification.Intact.class);
            Map<String, Long> found = positions(log);
            assertThat(found).as("seed %d", seed).containsAllEntriesOf(acknowledged);
            assertThat(log.head().position()).as("no gap").isEqualTo(found.size());
            assertThat(log.head().position() % 2).as("whole appends of two events").isZero();
        }
    }

    @Test
    void aSecondProcessIsRejectedWithThePidOfTheFirstAndMayRead() throws Exception {
        try (Child child = Child.on(folder)) {
            assertThat(child.line()).endsWith(".");
            assertThatThrownBy(() -> SqliteEventLog.open(folder))
                    .isInstanceOfSatisfying(
                            LogUnavailable.Owned.class,
                            e -> assertThat(e.pid()).isEqualTo(Long.toString(child.pid())))
                    .hasMessageContaining("process " + child.pid());
            try (EventLog reading = SqliteEventLog.openReadOnly(folder)) {
                assertThat(reading.read(0, 1)).hasSize(1);
                assertThat(reading.verify()).isInstanceOf(Verification.Intact.class);
                long before = reading.head().position();
                // The child may wait until the lines that it has printed are read.
                while (reading.head().position() <= before) {
                    child.line();
                }
            }
        }
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThat(log.head().position()).isPositive();
        }
    }

    @Test
    void aReaderFollowsAnotherProcessEventByEvent() throws Exception {
        try (Child child = Child.on(folder)) {
            assertThat(child.line()).endsWith(".");
            List<Long> seen = new ArrayList<>();
            CountDownLatch enough = new CountDownLatch(1_000);
            Subscriber subscriber =
                    new Subscriber() {
                        @Override
                        public void onEvent(RecordedEvent event) {
                            seen.add(event.position());
                            enough.countDown();
                        }

                        @Override
                        public void onError(RuntimeException error) {
                            throw error;
                        }
                    };
            try (EventLog reading = SqliteEventLog.openReadOnly(folder);
                    Subscription subscription = reading.subscribe(0, subscriber)) {
                assertThat(subscription).isNotNull();
                // Read its output, so that a full pipe does not block it.
                while (enough.getCount() > 0) {
                    child.line();
                }
            }
            assertThat(seen)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seen.size()).boxed().toList());
        }
    }

    @Test
    void theSameProcessIsRejectedTooAndKeepsItsLock() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder)) {
            assertThatThrownBy(() -> SqliteEventLog.open(folder))
                    .isInstanceOf(LogUnavailable.Owned.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
            assertThat(log.head().position()).isZero();
            try (Child child = Child.on(folder)) {
                assertThatThrownBy(child::line).hasMessageContaining("has ended");
            }
        }
    }

    private static void keep(String line, Map<String, Long> acknowledged) {
        int space = line.indexOf(' ');
        acknowledged.put(
                line.substring(0, space),
                Long.valueOf(line.substring(space + 1, line.length() - 1)));
    }

    private static Map<String, Long> positions(EventLog log) {
        Map<String, Long> found = new HashMap<>();
        long position = 0;
        for (List<RecordedEvent> page = log.read(0, 1_000);
                !page.isEmpty();
                page = log.read(position, 1_000)) {
            page.forEach(e -> found.put(e.id().toString(), e.position()));
            position = page.getLast().position();
        }
        return found;
    }
}
