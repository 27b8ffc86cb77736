package io.tunebook.server.training.run;

import static io.tunebook.server.training.run.ResumeTest.TRIAL;
import static io.tunebook.server.training.run.ResumeTest.finished;
import static io.tunebook.server.training.run.ResumeTest.measured;
import static io.tunebook.server.training.run.ResumeTest.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A trial whose resumed training ends the process.
@Timeout(120)
class ResumeAttemptsTest {
    @TempDir private Path folder;

    private Path points() {
        return folder.resolve("checkpoints");
    }

    private Path count() {
        return points().resolve(TRIAL + ResumeAttempts.SUFFIX);
    }

    private ResumePoints resumePoints() {
        return ResumePoints.in(points(), Duration.ZERO);
    }

    private Runner runner(Ledger ledger, Backend backend) {
        return new Runner(
                ledger,
                1,
                TrainingEnvironment.with(backend).resumable(points(), Duration.ofSeconds(0)));
    }

    private static Backend cpu() {
        return TrainingEnvironment.onCpu().backend();
    }

    /// Trains on the processor; does something before a training resumes.
    private record OnResume(Supplier<Boolean> before) implements Backend, Trainer {
        @Override
        public String name() {
            return "cpu";
        }

        @Override
        public String device() {
            return "test";
        }

        @Override
        public Trainer trainer(int threads) {
            return this;
        }

        @Override
        public Outcome train(TrainingPlan plan, Split split, StepListener listener) {
            return cpu().trainer().train(plan, split, listener);
        }

        @Override
        public Outcome resume(
                TrainingPlan plan, Split split, TrainingCheckpoint from, StepListener listener) {
            return before.get()
                    ? cpu().trainer().resume(plan, split, from, listener)
                    : new Outcome.Stopped(from);
        }

        @Override
        public Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint from) {
            return cpu().trainer().evaluate(plan, split, from);
        }
    }

    /// A study whose trial was interrupted with a checkpoint.
    private void interrupted(Ledger ledger) throws InterruptedException {
        ResumeTest.study(ledger);
        try (Runner runner = runner(ledger, cpu())) {
            runner.start();
            until(() -> measured(ledger, 1_000));
        }
        assertThat(points().resolve(TRIAL)).exists();
        assertThat(count()).doesNotExist();
    }

    /// One server that resumes the trial and is killed by it.
    private void crash() throws IOException {
        new ResumeAttempts(resumePoints()).begin(TRIAL, step());
    }

    private int step() throws IOException {
        return resumePoints().load(TRIAL).checkpoint().step();
    }

    @Test
    void aTrialThatEndedTheServerTwiceIsInfeasibleAndTheStudyContinues() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            interrupted(ledger);
            crash();
            crash();
            CountDownLatch resumed = new CountDownLatch(1);
            Backend backend =
                    new OnResume(() -> {
                        resumed.countDown();
                        return true;
                    });
            try (Runner runner = runner(ledger, backend)) {
                runner.start();
                until(() -> finished(ledger));
            }
            assertThat(resumed.getCount()).as("it is not resumed again").isEqualTo(1);
            assertThat(ledger.now().book().trial(TRIAL))
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t -> {
                                assertThat(t.kind()).isEqualTo(InfeasibleKind.FAILED);
                                assertThat(t.reason())
                                        .startsWith("the server ended 2 times after it had resumed")
                                        .contains("crashes the process or the driver");
                            });
            assertThat(points()).isEmptyDirectory();
        }
    }

    @Test
    void theCountIsOnDiskBeforeTheTrainingResumesAndGoneWithTheNextCheckpoint() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            interrupted(ledger);
            crash();
            String first = "step %d resumes 2\n".formatted(step());
            List<String> counts = new CopyOnWriteArrayList<>();
            Backend backend =
                    new OnResume(() -> {
                        try {
                            counts.add(Files.exists(count()) ? Files.readString(count()) : "");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                        return true;
                    });
            try (Runner runner = runner(ledger, backend)) {
                runner.start();
                until(() -> finished(ledger));
            }
            assertThat(counts).first().isEqualTo(first);
            assertThat(counts).element(1).isEqualTo("");
            assertThat(ledger.now().book().trial(TRIAL)).isInstanceOf(Trial.Completed.class);
        }
    }

    @Test
    void aServerThatIsStoppedInOrderDoesNotCount() throws Exception {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            interrupted(ledger);
            CountDownLatch resumed = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            // Compiles its kernels while the server is stopped.
            Backend backend =
                    new OnResume(() -> {
                        resumed.countDown();
                        try {
                            return !leave.await(60, java.util.concurrent.TimeUnit.SECONDS);
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    });
            try (Runner runner = runner(ledger, backend)) {
                runner.start();
                resumed.await();
                assertThat(count()).exists();
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                until(() -> Files.notExists(count()));
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            leave.countDown();
                        });
            }
            assertThat(count()).doesNotExist();
            assertThat(points().resolve(TRIAL)).exists();
        }
    }

    @Test
    void eachServerCountsOnceAndOnlyForItsCheckpoint() throws IOException {
        Files.createDirectories(points());
        ResumeAttempts server = new ResumeAttempts(resumePoints());
        assertThat(server.of("t", 7)).isZero();
        server.begin("t", 7);
        server.begin("t", 7);
        assertThat(server.of("t", 7)).isEqualTo(1);
        assertThat(server.of("t", 8)).isZero();
        ResumeAttempts next = new ResumeAttempts(resumePoints());
        next.begin("t", 7);
        assertThat(next.of("t", 7)).isEqualTo(2);
        new ResumeAttempts(resumePoints()).begin("t", 8);
        assertThat(next.of("t", 8)).isEqualTo(1);
    }

    @Test
    void aDamagedCountIsNoReasonToLoseTheTrial() throws IOException {
        Files.createDirectories(points());
        Files.writeString(points().resolve("t" + ResumeAttempts.SUFFIX), "step 7 resumes x");
        assertThat(new ResumeAttempts(resumePoints()).of("t", 7)).isZero();
    }
}
