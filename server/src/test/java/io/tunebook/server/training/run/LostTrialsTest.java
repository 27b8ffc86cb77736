package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Configuration;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A configuration whose training ends the process before the first checkpoint.
@Timeout(60)
class LostTrialsTest {
    @TempDir private Path folder;

    /// A server that starts the study's next trial and is killed by it.
    private static void crash(Ledger ledger, String study) {
        Book book = ledger.now().book();
        Configuration next =
                Proposals.next(book, Objects.requireNonNull(book.study(study))).orElseThrow();
        ledger.perform(new Command.ProposeTrial(study, next), "runner");
        String trial = trials(ledger, study).getLast().id();
        ledger.perform(new Command.StartTrial(trial, "cpu", "test", 1), "runner");
    }

    private static List<Trial> trials(Ledger ledger, String study) {
        Book book = ledger.now().book();
        return book.trialsOf(Objects.requireNonNull(book.study(study)));
    }

    /// A server that starts after the crash and ends at once.
    private void start(Ledger ledger) {
        try (Runner runner = runner(ledger, 0)) {
            runner.start();
        }
    }

    private Runner runner(Ledger ledger, int workers) {
        return new Runner(
                ledger,
                workers,
                TrainingEnvironment.onCpu()
                        .resumable(folder.resolve("checkpoints"), Duration.ofSeconds(30)));
    }

    @Test
    void aConfigurationThatEndsTheServerThreeTimesIsInfeasible() {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            String study = ResumeTest.study(ledger);
            for (int i = 0; i < 2; i++) {
                crash(ledger, study);
                start(ledger);
                assertThat(trials(ledger, study).getLast()).isInstanceOf(Trial.Abandoned.class);
            }
            crash(ledger, study);
            start(ledger);
            assertThat(trials(ledger, study)).hasSize(3);
            assertThat(trials(ledger, study).getLast())
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t ->
                                    assertThat(t.reason())
                                            .startsWith("its process ended 3 times during"));
        }
    }

    @Test
    void aConfigurationThatWasLostOnceIsTrainedAgain() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            String study = ResumeTest.study(ledger);
            crash(ledger, study);
            try (Runner runner = runner(ledger, 2)) {
                runner.start();
                ResumeTest.until(() -> ResumeTest.finished(ledger));
            }
            assertThat(trials(ledger, study)).hasSize(2);
            assertThat(trials(ledger, study).getLast()).isInstanceOf(Trial.Completed.class);
        }
    }
}
