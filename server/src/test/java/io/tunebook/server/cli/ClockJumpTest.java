package io.tunebook.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Reproduction;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Trainer;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Verification;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.SteadyClock;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.external.Agents;
import io.tunebook.server.training.external.AskTell;
import io.tunebook.server.training.external.Leases;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A system's clock that goes back an hour, forward a year, or stops.
class ClockJumpTest {
    private static final Duration YEAR = Duration.ofDays(365);

    /// What an administrator or a time server can do to a machine's clock.
    private static final class JumpingClock extends Clock {
        private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

        @Override
        public Instant instant() {
            return now;
        }

        void jump(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @TempDir private Path folder;
    private final JumpingClock clock = new JumpingClock();
    private final AtomicLong nanos = new AtomicLong();
    private EventLog log;
    private Ledger ledger;

    @BeforeEach
    void open() {
        log = SqliteEventLog.open(folder, Wire::isSame);
        ledger = new Ledger(log, clock);
    }

    @AfterEach
    void close() {
        ledger.close();
        log.close();
    }

    private void project(String id) {
        ledger.perform(
                new Command.CreateProject(
                        id, id, new Objective("validation/error", Objective.Direction.MINIMIZE)),
                "ada");
    }

    /// A trial of an external study, which is leased for ten minutes.
    private static Agents agents(Ledger ledger) {
        return new Agents(ledger.now().book(), InstantSource.system(), System::nanoTime);
    }

    private String leasedTrial(Leases leases) {
        Parameter rate = Parameter.always("lr", new Domain.Log(0.001, 0.1));
        project("p");
        ledger.perform(
                new Command.OpenRound(
                        "p",
                        new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?"),
                        List.of(new Role.Assignment(rate, Role.SCIENTIFIC, "asked"))),
                "ada");
        ledger.perform(
                new Command.CreateStudy(
                        "p-r1",
                        "S",
                        Configuration.EMPTY,
                        new SearchSpace(List.of(rate)),
                        new Algorithm(Algorithm.Kind.HALTON, 7),
                        4,
                        Trainer.EXTERNAL,
                        new Reproduction("c", "1", "mnist", "00")),
                "ada");
        ledger.perform(new Command.StartStudy("p-s1"), "ada");
        return new AskTell(ledger, leases, agents(ledger))
                .ask("p-s1", new AskTell.Worker("trainer", "cpu", 600, null), "ada", null)
                .trial()
                .id();
    }

    private Trial trial(String id) {
        return Objects.requireNonNull(ledger.now().book().trial(id));
    }

    @Test
    void positionsIdsAndHashesStayInOrderWhileTheClockJumps() {
        List<Duration> jumps =
                List.of(Duration.ZERO, Duration.ofHours(-1), YEAR, Duration.ZERO, YEAR.negated());
        for (int i = 0; i < jumps.size(); i++) {
            clock.jump(jumps.get(i));
            project("p" + i);
            project("q" + i);
        }
        List<RecordedEvent> events = log.read(0, 100);
        assertThat(events)
                .extracting(RecordedEvent::position)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        List<String> ids = events.stream().map(e -> e.id().toString()).toList();
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(events.getLast().recordedAt()).isEqualTo(clock.instant());
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        close();
        clock.jump(Duration.ofHours(-1));
        open();
        project("later");
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
        assertThat(ledger.now().position()).isEqualTo(11);
        assertThat(ledger.at(3).book().projects()).hasSize(3);
    }

    @Test
    void aLeaseLastsAsLongAsItSaysWhateverTheClockDoes() {
        try (Leases leases = new Leases(ledger, agents(ledger), _ -> {}, nanos::get)) {
            String trial = leasedTrial(leases);
            for (Duration jump : List.of(YEAR, YEAR.multipliedBy(-2), Duration.ZERO)) {
                clock.jump(jump);
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(599));
                leases.end();
                assertThat(trial(trial)).as("after %s", jump).isInstanceOf(Trial.Running.class);
                leases.heartbeat(trial);
            }
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(600));
            leases.end();
            assertThat(trial(trial)).isInstanceOf(Trial.Abandoned.class);
        }
    }

    @Test
    void theMonotonicClockMayOverflow() {
        nanos.set(Long.MAX_VALUE - 1);
        try (Leases leases = new Leases(ledger, agents(ledger), _ -> {}, nanos::get)) {
            String trial = leasedTrial(leases);
            leases.end();
            assertThat(trial(trial)).isInstanceOf(Trial.Running.class);
        }
    }

    @Test
    void aTokenExpiresAtItsDateByTheClockOfTheMoment() {
        Tokens tokens = new Tokens(folder, clock);
        String secret = tokens.create("ada", AccessRole.READER, Duration.ofHours(2));
        clock.jump(Duration.ofHours(-1));
        assertThat(tokens.find(secret)).isPresent();
        clock.jump(YEAR);
        assertThat(tokens.find(secret)).isEmpty();
        clock.jump(YEAR.negated());
        assertThat(tokens.find(secret)).isPresent();
    }

    @Test
    void aClockThatWasSetForwardSweepsNothingEarly() throws Exception {
        Tracking tracking = new Tracking(ledger);
        Artifacts artifacts = new Artifacts(folder);
        List<String> digests = new ArrayList<>();
        for (boolean deleted : new boolean[] {true, false}) {
            String run = tracking.createRun("0", "r", "ada", 1, Map.of(), "ada");
            var file =
                    Objects.requireNonNull(
                            artifacts.store(new ByteArrayInputStream(run.getBytes(UTF_8))));
            digests.add(file.digest());
            if (deleted) {
                tracking.storeArtifact(run, "f", file.bytes(), file.digest(), "ada");
                tracking.delete(run, true, "ada");
            }
        }
        SteadyClock time = new SteadyClock(clock, nanos::get);
        try (ScheduledSweep sweep =
                new ScheduledSweep(ledger, artifacts, Duration.ofDays(30), time)) {
            clock.jump(YEAR);
            nanos.addAndGet(TimeUnit.DAYS.toNanos(1));
            sweep.run();
            clock.jump(YEAR.multipliedBy(-2));
            sweep.run();
            assertThat(digests).allMatch(artifacts::has);
            clock.jump(YEAR.plus(Duration.ofDays(32)));
            nanos.addAndGet(TimeUnit.DAYS.toNanos(31));
            sweep.run();
            assertThat(digests).noneMatch(artifacts::has);
        }
    }
}
