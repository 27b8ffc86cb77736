package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Disks that return other bytes than were written.
class BitRotTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int WAL_STATES = 100;
    private static final int FLIPS = 200;

    @TempDir private Path folder;

    private final long seed = SEED;
    private final Random random = new Random(seed);

    private List<RecordedEvent> fill(EventLog log) {
        for (int i = 0; i < 150; i++) {
            List<NewEvent> events = new ArrayList<>();
            for (int n = random.nextInt(3); n >= 0; n--) {
                byte[] payload = new byte[random.nextInt(900)];
                random.nextBytes(payload);
                events.add(
                        new NewEvent(
                                IDS.next(),
                                "type-" + i % 5,
                                1,
                                "actor-" + i % 3,
                                Instant.now(),
                                payload));
            }
            log.append("stream-" + i % 20, Expected.any(), events);
        }
        return log.read(0, 10_000);
    }

    /// Keeps all events in the write-ahead file while the log is open.
    private List<RecordedEvent> copyOpenLog(Path to) throws IOException {
        Path path = folder.resolve("log");
        try (SqliteEventLog log =
                SqliteEventLog.open(
                        path, c -> Database.execute(c, "PRAGMA wal_autocheckpoint = 0"))) {
            List<RecordedEvent> events = fill(log);
            copy(path, to, "tunebook.db", "tunebook.db-wal", "head");
            return events;
        }
    }

    private static void copy(Path from, Path to, String... files) throws IOException {
        Files.createDirectories(to);
        for (String file : files) {
            Files.copy(from.resolve(file), to.resolve(file));
        }
    }

    @Test
    void everyLossByATornOrDamagedWriteAheadFileIsDetected() throws Exception {
        Path base = folder.resolve("base");
        List<RecordedEvent> events = copyOpenLog(base);
        byte[] wal = Files.readAllBytes(base.resolve("tunebook.db-wal"));
        int noticed = 0;
        for (int i = 0; i < WAL_STATES; i++) {
            Path state = folder.resolve("wal-" + i);
            copy(base, state, "tunebook.db", "head");
            Files.write(state.resolve("tunebook.db-wal"), damaged(wal));
            noticed += outcome(state, events) ? 0 : 1;
        }
        assertThat(noticed).as("seed %d", seed).isGreaterThan(WAL_STATES / 2);
    }

    private byte[] damaged(byte[] wal) {
        byte[] bytes = wal.clone();
        switch (random.nextInt(3)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            default -> {
                int sector = 512 * random.nextInt(bytes.length / 512);
                Arrays.fill(bytes, sector, sector + 512, (byte) 0);
            }
        }
        return bytes;
    }

    /// @return true when all events are intact; false when damage is detected
    private boolean outcome(Path state, List<RecordedEvent> events) {
        try (SqliteEventLog log = SqliteEventLog.open(state)) {
            if (log.writeRefusal().isPresent() || log.verify() instanceof Verification.Broken) {
                return false;
            }
            assertThat(log.read(0, 10_000)).as("seed %d, %s", seed, state).isEqualTo(events);
            return true;
        } catch (LogUnavailable e) {
            return false;
        }
    }

    /// A flipped bit in unused space changes nothing and cannot be detected; the test verifies that
    /// all events are intact. Every other flipped bit is detected.
    @Test
    void everyFlippedBitThatChangesTheDatabaseIsDetectedByVerify() throws Exception {
        Path base = folder.resolve("log");
        List<RecordedEvent> events;
        try (EventLog log = SqliteEventLog.open(base)) {
            events = fill(log);
        }
        byte[] database = Files.readAllBytes(base.resolve("tunebook.db"));
        Path state = folder.resolve("state");
        copy(base, state, "head");
        int noticed = 0;
        int harmless = 0;
        while (noticed < FLIPS) {
            byte[] bytes = database.clone();
            int at = random.nextInt(bytes.length);
            int bit = random.nextInt(8);
            bytes[at] ^= (byte) (1 << bit);
            Files.write(state.resolve("tunebook.db"), bytes);
            if (isNoticed(state, events, "seed %d, bit %d of byte %d".formatted(seed, bit, at))) {
                noticed++;
            } else {
                harmless++;
            }
        }
        assertThat(harmless).as("seed %d", seed).isLessThan(FLIPS / 2);
    }

    private static boolean isNoticed(Path state, List<RecordedEvent> events, String where) {
        try (EventLog log = SqliteEventLog.openReadOnly(state)) {
            if (log.verify() instanceof Verification.Broken) {
                return true;
            }
            assertThat(log.read(0, 10_000)).as(where).isEqualTo(events);
            for (int s = 0; s < 20; s++) {
                String stream = "stream-" + s;
                assertThat(log.readStream(stream, 0, 10_000))
                        .as(where)
                        .isEqualTo(events.stream().filter(e -> e.stream().equals(stream)).toList());
            }
            return false;
        } catch (LogUnavailable e) {
            return true;
        }
    }
}
