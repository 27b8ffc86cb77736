package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.events.log.RecordedEvent;
import io.tunebook.events.log.Subscriber;
import io.tunebook.events.log.Subscription;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.FailureReason;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the studies that are running: one trial per thread, until none is left or it is closed.
///
/// Its next step follows from the log alone, so after a crash it continues where the log ends.
public final class Runner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final String ACTOR = "runner";

    private static final long RETRY_NANOS = 500_000_000;
    private static final Duration STOP_TIMEOUT = Duration.ofMillis(2_500);

    private final Ledger ledger;
    private final TrialRun trialRun;
    private final ResumePoints points;
    private final List<Thread> threads = new ArrayList<>();
    private final int workers;
    private final String backend;

    /// Trials of an earlier process, to be resumed; guarded by the lock once started.
    private final ArrayDeque<String> interrupted = new ArrayDeque<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Subscription subscription;
    private volatile boolean closed;

    /// The turn of the ledger in which the trials of an earlier process were taken over, -1 before;
    /// guarded by the lock once started.
    private long preparedIn = -1;

    /// The number of changes; guarded by the lock.
    private long changes;

    /// A runner on the processor.
    ///
    /// @param workers the number of concurrent trials
    public Runner(Ledger ledger, int workers) {
        this(ledger, workers, TrainingEnvironment.onCpu());
    }

    /// @param workers the number of concurrent trials
    /// @param training the backend and the limits of training
    public Runner(Ledger ledger, int workers, TrainingEnvironment training) {
        this.ledger = ledger;
        this.workers = workers;
        this.points = training.points();
        this.backend = training.name();
        this.trialRun =
                new TrialRun(ledger, ACTOR, () -> closed, training, workers, threads(workers));
    }

    /// Resumes the running trials of an earlier process that have a checkpoint, abandons the
    /// others, and then starts; all of it once the log can be written.
    public void start() {
        ledger.startProcesses();
        prepare();
        subscription = ledger.follow(ledger.log().head().position(), new Waker());
        for (int i = 0; i < workers; i++) {
            threads.add(Thread.ofPlatform().daemon().name("trial-" + i).start(this::work));
        }
    }

    /// Whether trials can run: the log can be written, and the trials of an earlier process have
    /// been resumed or abandoned. A log that has lost events keeps the checkpoints of its trials.
    /// An earlier process is another server too, from which this one has taken over.
    private boolean prepare() {
        if (!ledger.isWritable()) {
            return false;
        }
        try {
            long turn = ledger.turn();
            if (preparedIn != turn) {
                takeOver(ledger.now().book());
                preparedIn = turn;
            }
            return true;
        } catch (LogUnavailable e) {
            LOG.warn("no trial is trained until the log can be written: {}", e.getMessage());
            return false;
        }
    }

    private void takeOver(Book book) {
        interrupted.clear();
        for (Trial trial : book.trials().values()) {
            Study study = book.studyOf(trial);
            if (study.external() || isLeased(trial)) {
                continue;
            }
            if (trial instanceof Trial.Running
                    && study.state() == Study.State.RUNNING
                    && points.holds(trial.id())) {
                interrupted.add(trial.id());
            } else if (trial instanceof Trial.Running || trial instanceof Trial.Proposed) {
                lose(book, trial);
            }
        }
        try {
            points.dropAllBut(kept(book));
        } catch (IOException e) {
            LOG.warn("the checkpoints of ended trials cannot be deleted", e);
        }
    }

    /// The trials whose checkpoints are still needed.
    private Set<String> kept(Book book) {
        Set<String> kept = new HashSet<>(interrupted);
        book.trials().values().stream().filter(Runner::isLeased).forEach(t -> kept.add(t.id()));
        return kept;
    }

    /// The next trial to be continued from a checkpoint of this backend; null when there is none.
    private @Nullable Trial interrupted(Book book, String backend) {
        for (Iterator<String> each = interrupted.iterator(); each.hasNext(); ) {
            Trial trial = book.trial(each.next());
            if (!(trial instanceof Trial.Running running)) {
                each.remove();
            } else if (running.start().backend().equals(backend)) {
                each.remove();
                return trial;
            }
        }
        return null;
    }

    /// Whether an agent trains it, which the server's end did not end.
    private static boolean isLeased(Trial trial) {
        Trial.Start start = trial.started();
        return trial instanceof Trial.Running && start != null && start.lease() != null;
    }

    /// The next trial for an agent: one of a lost agent, which has a checkpoint of the same
    /// backend, or a proposed one; null when there is none for now.
    @Nullable Trial offer(String backend) {
        lock.lock();
        try {
            if (!prepare()) {
                return null;
            }
            Book book = ledger.now().book();
            Trial trial = interrupted(book, backend);
            if (trial != null) {
                return trial;
            }
            Optional<Study> study = Queue.next(book);
            return study.isEmpty() ? null : propose(book, study.get());
        } finally {
            lock.unlock();
        }
    }

    /// A trial whose agent is lost: it continues from its checkpoint, or is lost too.
    void handBack(String id) {
        lock.lock();
        try {
            Book book = ledger.now().book();
            if (book.trial(id) instanceof Trial.Running trial && !interrupted.contains(id)) {
                if (points.holds(id) && book.studyOf(trial).state() == Study.State.RUNNING) {
                    interrupted.add(id);
                } else {
                    lose(book, trial);
                }
            }
            wake();
        } finally {
            lock.unlock();
        }
    }

    /// The trial cannot be continued.
    void lose(String id) {
        Book book = ledger.now().book();
        if (book.trial(id) instanceof Trial.Running trial) {
            lose(book, trial);
        }
    }

    /// Its configuration is tried again, unless it was lost too often.
    private void lose(Book book, Trial trial) {
        int before = LostTrials.before(book, trial);
        if (trial.started() != null && before >= LostTrials.MAX) {
            end(
                    new Command.MarkInfeasible(
                            trial.id(),
                            InfeasibleKind.FAILED,
                            LostTrials.reason(before + 1),
                            null));
        } else {
            end(
                    new Command.AbandonTrial(
                            trial.id(),
                            isLeased(trial) ? LostTrials.AGENT_REASON : LostTrials.REASON));
        }
    }

    /// Abandons the trials that did not end in time, before the process is halted: they did not
    /// crash it.
    private void abandonRest() {
        try {
            Book book = ledger.now().book();
            for (Trial trial : book.trials().values()) {
                if (trial instanceof Trial.Running
                        && !book.studyOf(trial).external()
                        && !isLeased(trial)
                        && !points.holds(trial.id())) {
                    end(
                            new Command.AbandonTrial(
                                    trial.id(), "the server was stopped during this trial"));
                }
            }
        } catch (LogUnavailable e) {
            LOG.warn("the interrupted trials are abandoned at the next start: {}", e.getMessage());
        }
    }

    /// Ends the running trials, each with a checkpoint or abandoned, and returns when they have
    /// ended. A trial that does not end within a few seconds keeps its thread, and is abandoned at
    /// the next start.
    @Override
    public void close() {
        closed = true;
        trialRun.forgiveAttempts();
        wake();
        long end = System.nanoTime() + STOP_TIMEOUT.toNanos();
        boolean ended = true;
        try {
            for (Thread thread : threads) {
                Duration rest = Duration.ofNanos(end - System.nanoTime());
                if (!thread.join(rest.isNegative() ? Duration.ZERO : rest)) {
                    LOG.warn("{} does not end its trial: continuing without it", thread.getName());
                    ended = false;
                }
            }
            if (!ended) {
                abandonRest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Subscription followed = subscription;
        if (followed != null) {
            followed.close();
        }
    }

    /// One core for each trial; more when there are more cores than trials.
    private static int threads(int workers) {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / Math.max(1, workers));
    }

    private void work() {
        while (!closed) {
            try {
                Trial trial = next();
                if (trial != null) {
                    trialRun.run(trial.id());
                }
            } catch (RejectedCommand e) {
                // A study was stopped between the check and the step.
                LOG.info("continuing with another trial: {}", e.getMessage());
            } catch (LogUnavailable e) {
                if (!closed) {
                    LOG.warn("a worker continues when the log can be written: {}", e.getMessage());
                }
            } catch (RuntimeException | Error e) {
                // Whatever the failure, the other trials continue.
                if (!closed) {
                    LOG.error("a worker failed; it continues with the next trial", e);
                    pause();
                }
            }
        }
    }

    /// The next trial, proposed; null when there is none, after waiting for a change.
    private @Nullable Trial next() {
        lock.lock();
        try {
            if (!prepare()) {
                awaitRetry();
                return null;
            }
            Book book = ledger.now().book();
            Trial trial = interrupted(book, backend);
            if (trial != null) {
                return trial;
            }
            Optional<Study> study = Queue.next(book);
            Trial proposed = study.isEmpty() ? null : propose(book, study.get());
            if (proposed == null) {
                awaitChange();
            }
            return proposed;
        } finally {
            lock.unlock();
        }
    }

    /// The study's next trial; null when it has none for now. A study for which none can be
    /// proposed is stopped.
    private @Nullable Trial propose(Book book, Study study) {
        try {
            Optional<Configuration> next = Proposals.next(book, study);
            if (next.isEmpty()) {
                return null;
            }
            Ledger.Performed done =
                    ledger.perform(new Command.ProposeTrial(study.id(), next.get()), ACTOR);
            var proposed = (Event.TrialProposed) done.events().getFirst();
            return ledger.now().book().trial(proposed.trial());
        } catch (RejectedCommand | LogUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("no trial of study {} can be proposed", study.id(), e);
            ledger.perform(
                    new Command.StopStudy(
                            study.id(), FailureReason.of("no trial can be proposed", e)),
                    ACTOR);
            return null;
        }
    }

    private void end(Command.OnTrial command) {
        try {
            ledger.perform(command, ACTOR);
        } catch (RejectedCommand e) {
            LOG.info("trial {} has ended already: {}", command.trial(), e.getMessage());
        }
    }

    /// After a failure, waits until the log changes or the server is closed.
    private void pause() {
        lock.lock();
        try {
            awaitChange();
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock from before the book was read, so that no change is missed.
    private void awaitChange() {
        long seen = changes;
        while (!closed && changes == seen) {
            changed.awaitUninterruptibly();
        }
    }

    /// Called with the lock, while the log cannot be written.
    private void awaitRetry() {
        long rest = RETRY_NANOS;
        long seen = changes;
        try {
            while (!closed && changes == seen && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
            LOG.error("the runner no longer follows the log: restart the server", error);
        }
    }
}
