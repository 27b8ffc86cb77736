package io.tunebook.server.ledger;

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
import io.tunebook.events.Value;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Study;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A study whose last trial has ended is finished, whatever happened between the two.
class StudyFinisherTest {
    private static final Parameter RATE = Parameter.always("lr", new Domain.Log(0.001, 0.1));
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir private Path folder;

    /// A study of two trials, the first of which has ended; no process manager runs.
    @BeforeEach
    void aStudyWithOneTrialLeft() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            ledger.perform(
                    new Command.CreateProject(
                            "p",
                            "P",
                            new Objective("validation/error", Objective.Direction.MINIMIZE)),
                    "ada");
            ledger.perform(
                    new Command.OpenRound(
                            "p",
                            new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "?"),
                            List.of(new Role.Assignment(RATE, Role.SCIENTIFIC, "asked"))),
                    "ada");
            ledger.perform(
                    new Command.CreateStudy(
                            "p-r1",
                            "S",
                            Configuration.EMPTY,
                            new SearchSpace(List.of(RATE)),
                            new Algorithm(Algorithm.Kind.HALTON, 7),
                            2,
                            Trainer.EXTERNAL,
                            new Reproduction("c", "1", "mnist", "00")),
                    "ada");
            ledger.perform(new Command.StartStudy("p-s1"), "ada");
            complete(ledger, 0);
        }
    }

    private static void complete(Ledger ledger, int number) {
        String trial = "p-s1-t" + number;
        ledger.perform(
                new Command.ProposeTrial(
                        "p-s1",
                        new Configuration(Map.of("lr", new Value.Real(0.01 + number / 100.0)))),
                "ada");
        ledger.perform(new Command.StartTrial(trial, "test", "none", 1), "ada");
        ledger.perform(new Command.CompleteTrial(trial, 0.5, 1, 1, 1, Map.of()), "ada");
    }

    private static Study.State state(Ledger ledger) {
        return Objects.requireNonNull(ledger.now().book().study("p-s1")).state();
    }

    private static void awaitFinished(Ledger ledger) throws InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (state(ledger) != Study.State.FINISHED && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
        assertThat(state(ledger)).isEqualTo(Study.State.FINISHED);
    }

    private static long finishes(EventLog log) {
        return log.read(0, 1_000).stream()
                .map(RecordedEvent::type)
                .filter("study-finished"::equals)
                .count();
    }

    @Test
    void aStudyIsFinishedWhenItsLastTrialEnds() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            ledger.startProcesses();
            assertThat(state(ledger)).isEqualTo(Study.State.RUNNING);
            complete(ledger, 1);
            awaitFinished(ledger);
            assertThat(finishes(log)).isEqualTo(1);
        }
    }

    @Test
    void aStudyWhoseServerWasKilledAfterItsLastTrialIsFinishedAtTheNextStartAndOnlyOnce()
            throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            // Killed here: the trial has ended, and nothing has finished the study.
            complete(ledger, 1);
            assertThat(state(ledger)).isEqualTo(Study.State.RUNNING);
        }
        for (int start = 0; start < 2; start++) {
            try (EventLog log = SqliteEventLog.open(folder);
                    Ledger ledger = new Ledger(log, Clock.systemUTC())) {
                ledger.startProcesses();
                awaitFinished(ledger);
                assertThat(finishes(log)).isEqualTo(1);
            }
        }
    }

    @Test
    void aLogThatCannotBeWrittenIsLeftAsItIsWithoutAnError() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            complete(ledger, 1);
        }
        try (EventLog log = SqliteEventLog.openReadOnly(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            ledger.startProcesses();
            assertThat(state(ledger)).isEqualTo(Study.State.RUNNING);
        }
    }
}
