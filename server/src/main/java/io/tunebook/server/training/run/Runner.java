package io.tunebook.server.training.run;

import io.tunebook.events.Event;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the studies that are running: one trial a thread, until nothing is left or it is closed.
///
/// What it does next follows from the log alone, so that after a crash it goes on where the log
/// left it.
public final class Runner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final String ACTOR = "runner";

    private static final Duration STOP_TIMEOUT = Duration.ofMillis(2_500);

    private final Ledger ledger;
    private final TrialRun trialRun;
    private final ResumePoints points;
    private final List<Thread> threads = new ArrayList<>();
    private final int workers;

    /// Trials of a process before this one, to be gone on with; guarded by the lock once started.
    private final ArrayDeque<String> interrupted = new ArrayDeque<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Subscription subscription;
    private volatile boolean closed;

    /// How often something has changed; guarded by the lock.
    private long changes;

    /// A runner on the processor.
    ///
    /// @param workers how many trials are trained at once
    public Runner(Ledger ledger, int workers) {
        this(ledger, workers, Training.onCpu());
    }

    /// @param workers how many trials are trained at once
    /// @param training what they are trained on
    public Runner(Ledger ledger, int workers, Training training) {
        this.ledger = ledger;
        this.workers = workers;
        this.points = training.points();
        this.trialRun =
                new TrialRun(ledger, ACTOR, () -> closed, training, workers, threads(workers));
    }

    /// Goes on with what a process before this one left running, where there is a checkpoint of it,
    /// and abandons the rest; then begins.
    public void start() {
        ledger.startProcesses();
        Book book = ledger.now().book();
        for (Trial trial : book.trials().values()) {
            Study study = book.studyOf(trial);
            if (study.external()) {
                continue;
            }
            if (trial instanceof Trial.Running
                    && study.state() == Study.State.RUNNING
                    && points.holds(trial.id())) {
                interrupted.add(trial.id());
            } else if (trial instanceof Trial.Running || trial instanceof Trial.Proposed) {
                abandon(trial.id(), "the server ended before this trial did");
            }
        }
        try {
            points.dropAllBut(Set.copyOf(interrupted));
        } catch (IOException e) {
            LOG.warn("the checkpoints of trials that have ended cannot be removed", e);
        }
        subscription = ledger.follow(ledger.log().head().position(), new Waker());
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofPlatform().daemon().name("trial-" + i).start(this::work));
        }
    }

    /// Ends the trials that run, each with a checkpoint or abandoned, and returns when they have.
    /// One that does not heed it within a few seconds is left behind, and abandoned at the next
    /// start.
    @Override
    public void close() {
        closed = true;
        wake();
        Instant end = Instant.now().plus(STOP_TIMEOUT);
        try {
            for (Thread thread : threads) {
                Duration rest = Duration.between(Instant.now(), end);
                if (!thread.join(rest.isNegative() ? Duration.ZERO : rest)) {
                    LOG.warn("{} does not end its trial: it is left behind", thread.getName());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Subscription followed = subscription;
        if (followed != null) {
            followed.close();
        }
    }

    /// A core for each trial first; more only where there are more cores than trials.
    private static int threads(int workers) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    }

    private void work() {
        while (!closed) {
            try {
                Trial trial = next();
                if (trial != null) {
                    trialRun.run(trial.id());
                }
            } catch (RejectedCommand e) {
                // A study was stopped between the look at it and the step.
                LOG.info("went on with another trial: {}", e.getMessage());
            } catch (RuntimeException | Error e) {
                // Whatever it was, the other trials go on.
                if (!closed) {
                    LOG.error("a worker failed; it goes on with the next trial", e);
                    pause();
                }
            }
        }
    }

    /// The next trial, proposed; null when there was none and something may have changed since.
    private @Nullable Trial next() {
        lock.lock();
        try {
            Book book = ledger.now().book();
            String known = interrupted.poll();
            if (known != null) {
                return book.trial(known);
            }
            Optional<Queue.Next> next = Queue.next(book);
            if (next.isEmpty()) {
                awaitChange();
                return null;
            }
            Ledger.Performed done =
                    ledger.perform(
                            new Command.ProposeTrial(
                                    next.get().study().id(), next.get().configuration()),
                            ACTOR);
            var proposed = (Event.TrialProposed) done.events().getFirst();
            return ledger.now().book().trial(proposed.trial());
        } finally {
            lock.unlock();
        }
    }

    private void abandon(String trial, String why) {
        try {
            ledger.perform(new Command.AbandonTrial(trial, why), ACTOR);
        } catch (RejectedCommand e) {
            LOG.info("trial {} had ended already: {}", trial, e.getMessage());
        }
    }

    /// After a failure, until the log moves or the server is closed.
    private void pause() {
        lock.lock();
        try {
            awaitChange();
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock held, since before the book was read: a change cannot slip between.
    private void awaitChange() {
        long seen = changes;
        while (!closed && changes == seen) {
            changed.awaitUninterruptibly();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changes++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Wakes the workers when a study is started or a trial ends.
    private final class Waker implements Subscriber {
        @Override
        public void onEvent(RecordedEvent event) {
            String type = event.type();
            if (type.startsWith("study-") || type.startsWith("trial-")) {
                wake();
            }
        }

        @Override
        public void onError(RuntimeException error) {
            LOG.error("the runner no longer follows the log", error);
        }
    }
}
