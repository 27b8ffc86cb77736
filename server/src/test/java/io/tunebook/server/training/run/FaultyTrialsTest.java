package io.tunebook.server.training.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.training.demo.Demo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Trainings that throw, exhaust memory, time out or hang: each becomes an event with its reason,
/// and the next trial starts.
@Timeout(120)
class FaultyTrialsTest {
    @TempDir private Path folder;

    /// The faulty training.
    private interface Fault {
        Outcome train(TrainingPlan plan, Split split, StepListener listener);
    }

    /// Fails the first time, and then trains on the processor.
    private record FirstFails(Fault fault, AtomicInteger times) implements Backend, Trainer {
        FirstFails(Fault fault) {
            this(fault, new AtomicInteger());
        }

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
            return times.incrementAndGet() == 1
                    ? fault.train(plan, split, listener)
                    : TrainingEnvironment.onCpu().backend().trainer(1).train(plan, split, listener);
        }

        @Override
        public Outcome resume(
                TrainingPlan plan,
                Split split,
                TrainingCheckpoint checkpoint,
                StepListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Evaluation evaluate(TrainingPlan plan, Split split, TrainingCheckpoint checkpoint) {
            throw new UnsupportedOperationException();
        }
    }

    private static Study oneStudy(Book book, Predicate<Study> which) {
        return book.studies().values().stream().filter(which).findFirst().orElseThrow();
    }

    private static void until(Supplier<Boolean> what) throws InterruptedException {
        for (int i = 0; i < 1_200 && !what.get(); i++) {
            Thread.sleep(50);
        }
        assertThat(what.get()).isTrue();
    }

    /// Runs the demonstration's studies until the first trial has ended and another was completed.
    private Trial first(Fault fault, Duration limit, Ledger ledger) throws InterruptedException {
        return first(fault, limit, ledger, 1);
    }

    private Trial first(Fault fault, Duration limit, Ledger ledger, int workers)
            throws InterruptedException {
        Demo.open(ledger, new StudyData.Generated(300, 1).reproduction("c", "v"), "digits", "ada");
        try (Runner runner =
                new Runner(
                        ledger,
                        workers,
                        TrainingEnvironment.with(new FirstFails(fault)).withTimeout(limit))) {
            runner.start();
            until(() ->
                    ledger.now().book().trials().values().stream()
                            .anyMatch(t -> t instanceof Trial.Completed));
        }
        return ledger.now().book().trials().values().stream()
                .min(java.util.Comparator.comparingLong(t -> t.spec().proposed().position()))
                .orElseThrow();
    }

    @Test
    void aTrialThatExhaustsTheMemoryIsInfeasible() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Trial trial =
                    first(
                            (p, s, l) -> {
                                byte[][] all = new byte[1_000_000][];
                                for (int i = 0; i < all.length; i++) {
                                    all[i] = new byte[Integer.MAX_VALUE - 8];
                                }
                                throw new IllegalStateException("there is no end to the memory");
                            },
                            Duration.ofHours(1),
                            ledger);
            assertThat(trial)
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t -> assertThat(t.reason()).contains("not enough memory"));
        }
    }

    @Test
    void aTrialThatRanOutOfSharedMemoryIsRetriedAloneAndRecordsNoStepTwice()
            throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            AtomicInteger steps = new AtomicInteger();
            first(
                    (plan, split, listener) ->
                            TrainingEnvironment.onCpu()
                                    .backend()
                                    .trainer(1)
                                    .train(plan, split, outOfMemoryAfter(150, steps, listener)),
                    Duration.ofHours(1),
                    ledger,
                    2);
            assertThat(steps).as("it had begun when the memory ran out").hasValue(150);
            var trials = ledger.now().book().trials().values();
            assertThat(trials)
                    .filteredOn(Trial.Infeasible.class::isInstance)
                    .extracting(t -> ((Trial.Infeasible) t).reason())
                    .noneMatch(reason -> reason.contains("memory"));
            assertThat(trials)
                    .filteredOn(Trial.Completed.class::isInstance)
                    .isNotEmpty()
                    .allSatisfy(t -> {
                        float[] of = ledger.now().curves().series(t.id(), "training/loss").steps();
                        for (int i = 1; i < of.length; i++) {
                            assertThat(of[i]).isGreaterThan(of[i - 1]);
                        }
                    });
        }
    }

    private static StepListener outOfMemoryAfter(
            int most, AtomicInteger steps, StepListener listener) {
        return new StepListener() {
            @Override
            public Signal onStep(StepMetrics measured) {
                if (steps.incrementAndGet() == most) {
                    throw new OutOfMemoryError("another took it");
                }
                return listener.onStep(measured);
            }

            @Override
            public Signal onEvaluation(Evaluation evaluation) {
                return listener.onEvaluation(evaluation);
            }
        };
    }

    @Test
    void aTrainingThatDoesNotFitAloneFails() {
        AtomicInteger times = new AtomicInteger();
        assertThatThrownBy(() ->
                        new MemoryBudget(2)
                                .use(() -> {
                                    times.incrementAndGet();
                                    throw new OutOfMemoryError();
                                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(times).as("beside others, and alone").hasValue(2);
    }

    @Test
    void aRetriedTrainingRunsAlone() throws InterruptedException {
        MemoryBudget memory = new MemoryBudget(2);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        AtomicInteger neighbours = new AtomicInteger();
        Thread neighbour =
                Thread.ofPlatform()
                        .start(() ->
                                memory.use(() -> {
                                    neighbours.incrementAndGet();
                                    inside.countDown();
                                    try {
                                        leave.await();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    neighbours.decrementAndGet();
                                }));
        inside.await();
        AtomicInteger times = new AtomicInteger();
        memory.use(() -> {
            if (times.incrementAndGet() == 1) {
                assertThat(neighbours).hasValue(1);
                leave.countDown();
                throw new OutOfMemoryError();
            }
            assertThat(neighbours).as("the other has ended").hasValue(0);
        });
        assertThat(times).hasValue(2);
        neighbour.join();
    }

    @Test
    void aTrialThatThrowsIsAbandonedWithTheErrorAndItsStudyStopped() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Trial trial =
                    first(
                            (p, s, l) -> {
                                throw new StackOverflowError("deep");
                            },
                            Duration.ofHours(1),
                            ledger);
            assertThat(trial)
                    .isInstanceOfSatisfying(
                            Trial.Abandoned.class,
                            t -> assertThat(t.why()).contains("StackOverflowError: deep"));
            assertThat(ledger.now().book().studyOf(trial).state()).isEqualTo(Study.State.STOPPED);
        }
    }

    @Test
    void aTrialThatExceedsItsTimeoutIsInfeasibleWithItsStep() throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Trial trial = first(FaultyTrialsTest::slowly, Duration.ofSeconds(5), ledger);
            assertThat(trial)
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t -> {
                                assertThat(t.reason()).contains("the timeout of 5 s expired");
                                assertThat(t.step()).isPositive();
                            });
            assertThat(ledger.now().book().studyOf(trial).state())
                    .isNotEqualTo(Study.State.STOPPED);
        }
    }

    @Test
    void aTrialThatHangsIsInfeasibleAndItsStudyStopped() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            Trial trial =
                    first(
                            (p, s, l) -> {
                                while (never.getCount() > 0) {
                                    pause(100);
                                }
                                throw new IllegalStateException("woken");
                            },
                            Duration.ofSeconds(2),
                            ledger);
            assertThat(trial)
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t -> assertThat(t.reason()).contains("did not stop on request"));
            assertThat(ledger.now().book().studyOf(trial).state()).isEqualTo(Study.State.STOPPED);
        } finally {
            never.countDown();
        }
    }

    @Test
    void aTrialThatIsEndedByACommandStopsTrainingAndTheStudyContinues()
            throws InterruptedException {
        try (EventLog log = SqliteEventLog.open(folder);
                Ledger ledger = new Ledger(log, Clock.systemUTC())) {
            CountDownLatch begun = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                try {
                    begun.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                Trial running =
                        ledger.now().book().trials().values().stream()
                                .filter(Trial.Running.class::isInstance)
                                .findFirst()
                                .orElseThrow();
                ledger.perform(
                        new Command.MarkInfeasible(
                                running.id(), InfeasibleKind.OTHER, "looks hopeless", null),
                        "ada");
            });
            Trial trial =
                    first(
                            (p, s, l) -> {
                                begun.countDown();
                                return slowly(p, s, l);
                            },
                            Duration.ofHours(1),
                            ledger);
            assertThat(trial)
                    .isInstanceOfSatisfying(
                            Trial.Infeasible.class,
                            t -> assertThat(t.reason()).isEqualTo("looks hopeless"));
            assertThat(oneStudy(ledger.now().book(), s -> true).state())
                    .isEqualTo(Study.State.RUNNING);
        }
    }

    /// Trains on the processor with a pause after each step.
    private static Outcome slowly(TrainingPlan plan, Split split, StepListener listener) {
        return TrainingEnvironment.onCpu()
                .backend()
                .trainer(1)
                .train(
                        plan,
                        split,
                        new StepListener() {
                            @Override
                            public Signal onStep(StepMetrics measured) {
                                pause(50);
                                return listener.onStep(measured);
                            }

                            @Override
                            public Signal onEvaluation(Evaluation evaluation) {
                                return listener.onEvaluation(evaluation);
                            }
                        });
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            // A hanging training ignores the interrupt.
        }
    }
}
