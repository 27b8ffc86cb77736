package io.tunebook.events.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.Appended;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sql.HeadFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Power failures at any moment: bytes that were not flushed are lost, written or torn.
class PowerLossTest {
    private static final long SEED = Long.getLong("tunebook.seed", 1);

    private static final EventIds IDS = new EventIds(Clock.systemUTC());
    private static final int STATES = 200;
    private static final int WRITERS = 4;
    private static final int APPENDS = 120;

    @TempDir private Path folder;

    private final long seed = SEED;
    private final Random random = new Random(seed);

    /// The appends of a run and the recorded steps.
    private record Run(List<RecordedEvent> events, List<ForgetfulDisk.Step> steps) {}

    private Run run(String... pragmas) throws Exception {
        Path path = Files.createDirectory(folder.resolve("log"));
        try (ForgetfulDisk disk = new ForgetfulDisk(path)) {
            Database.Tuning tuning =
                    new Database.Tuning() {
                        @Override
                        public void apply(Connection connection) throws SQLException {
                            // Checkpoint often, so that the power fails during checkpoints too.
                            Database.execute(connection, "PRAGMA wal_autocheckpoint = 40");
                            for (String pragma : pragmas) {
                                Database.execute(connection, pragma);
                            }
                        }

                        @Override
                        public HeadFile.Disk beneath(HeadFile.Disk head) {
                            return disk.beneath(head);
                        }
                    };
            try (SqliteEventLog log = SqliteEventLog.open(path.toRealPath(), tuning)) {
                List<Thread> writers = new ArrayList<>();
                for (int w = 0; w < WRITERS; w++) {
                    int writer = w;
                    writers.add(Thread.ofPlatform().start(() -> write(log, writer, disk)));
                }
                for (Thread writer : writers) {
                    writer.join();
                }
                return new Run(log.read(0, 100_000), disk.steps());
            }
        }
    }

    private void write(SqliteEventLog log, int writer, ForgetfulDisk disk) {
        Random sizes = new Random(seed + writer);
        for (int i = 0; i < APPENDS; i++) {
            List<NewEvent> events = new ArrayList<>();
            for (int n = sizes.nextInt(3); n >= 0; n--) {
                byte[] payload = new byte[sizes.nextInt(2_500)];
                sizes.nextBytes(payload);
                events.add(new NewEvent(IDS.next(), "t", 1, "ada", Instant.now(), payload));
            }
            Appended appended = log.append("s" + writer, Expected.any(), events);
            disk.acknowledged(appended.lastPosition());
        }
    }

    /// The result for one state.
    private enum Outcome {
        ALL_THERE,
        REFUSED,
        LOST
    }

    private Outcome outcome(Run run, int after, Path state) throws Exception {
        ForgetfulDisk.powerFails(run.steps(), after, random, state);
        long acknowledged = 0;
        for (ForgetfulDisk.Step step : run.steps().subList(0, after)) {
            if (step instanceof ForgetfulDisk.Step.Acknowledged(long position)) {
                acknowledged = Math.max(acknowledged, position);
            }
        }
        try (SqliteEventLog log = SqliteEventLog.open(state)) {
            if (log.writeRefusal().isPresent()) {

                return Outcome.REFUSED;
            }
            List<RecordedEvent> found = log.read(0, 100_000);
            boolean beginning =
                    found.size() >= acknowledged
                            && found.equals(run.events().subList(0, found.size()));
            if (!beginning || !(log.verify() instanceof Verification.Intact)) {
                return Outcome.LOST;
            }
            log.append(
                    "s0",
                    Expected.any(),
                    List.of(new NewEvent(IDS.next(), "t", 1, "ada", Instant.now(), new byte[10])));
            return Outcome.ALL_THERE;
        } catch (LogUnavailable e) {
            return Outcome.REFUSED;
        }
    }

    private List<Outcome> outcomes(Run run) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < STATES; i++) {
            Path state = Files.createDirectory(folder.resolve("state-" + i));
            int first = ForgetfulDisk.firstAcknowledged(run.steps());
            int after = first + random.nextInt(run.steps().size() - first);
            outcomes.add(outcome(run, after, state));
        }
        return outcomes;
    }

    @Test
    void noAcknowledgedEventIsLostAtAnyPowerFailureAndTheLogContinues() throws Exception {
        Run run = run();
        assertThat(run.steps())
                .filteredOn(s -> s.equals(new ForgetfulDisk.Step.Sync("tunebook.db")))
                .as("checkpoints")
                .hasSizeGreaterThan(5);
        assertThat(run.steps())
                .filteredOn(s -> s.equals(new ForgetfulDisk.Step.Sync("tunebook.db-wal")))
                .as("commits")
                .hasSizeGreaterThan(100);
        assertThat(run.steps())
                .filteredOn(s -> s.equals(new ForgetfulDisk.Step.Sync("head")))
                .as("head")
                .isNotEmpty();
        assertThat(outcomes(run)).as("seed %d", seed).containsOnly(Outcome.ALL_THERE);
    }

    /// A control: shows that the test above detects losses.
    @Test
    void withoutAFlushAtEachCommitTheTestFindsLosses() throws Exception {
        Run run = run("PRAGMA synchronous = NORMAL");
        List<Outcome> outcomes = outcomes(run);
        assertThat(outcomes).as("seed %d", seed).containsAnyOf(Outcome.LOST, Outcome.REFUSED);
    }
}
