package io.tunebook.server.training.run;

import io.tunebook.events.Curve;
import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Trainer;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.FailureReason;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One trial from its start to its end; its events are appended as they happen.
final class TrialRun {
    private static final Logger LOG = LoggerFactory.getLogger(TrialRun.class);

    private static final Duration MIN_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration NO_LIMIT = Duration.ofNanos(Long.MAX_VALUE);

    /// A trial during which the server ended trains alone until a checkpoint: if it is the cause,
    /// it ends no other trial with it.
    private static final Duration SUSPECT_CHECKPOINT = Duration.ofSeconds(1);

    private final Ledger ledger;
    private final TrialRecorder recorder;
    private final BooleanSupplier closed;
    private final int threads;
    private final Backend backend;
    private final Duration limit;
    private final ResumePoints points;
    private final ResumeAttempts attempts;
    private final MemoryBudget memory;
    private final Splits splits = new Splits();

    /// @param training the backend and the timeout
    /// @param workers the number of concurrent trials
    /// @param threads the number of threads of one training
    TrialRun(
            Ledger ledger,
            String actor,
            BooleanSupplier closed,
            TrainingEnvironment training,
            int workers,
            int threads) {
        this.ledger = ledger;
        this.recorder = new TrialRecorder(ledger, actor, closed);
        this.closed = closed;
        this.backend = training.backend();
        this.limit = training.limit();
        this.points = training.points();
        this.attempts = new ResumeAttempts(points);
        this.memory = new MemoryBudget(workers);
        this.threads = threads;
    }

    /// Trains a proposed trial, or resumes one of an earlier server.
    void run(String id) {
        Book book = ledger.now().book();
        Trial trial = Objects.requireNonNull(book.trial(id));
        Study study = book.studyOf(trial);
        try {
            Trial.Start start = trial.started();
            long seed = start != null ? start.seed() : Proposals.seed(book, trial);
            runGuarded(trial, study, seed);
        } catch (RejectedCommand | LogUnavailable e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // It cannot start, or its failure could not be recorded.
            failed(trial, study, e);
        }
        if (recorder.hasEnded(id)) {
            drop(id);
        }
    }

    private void runGuarded(Trial trial, Study study, long seed) {
        String id = trial.id();
        try {
            if (isSuspect(trial)) {
                memory.alone(() -> train(trial, study, seed, SUSPECT_CHECKPOINT));
                Trial tested = Objects.requireNonNull(ledger.now().book().trial(id));
                if (recorder.hasEnded(id) || closed.getAsBoolean()) {
                    return;
                }
                memory.use(() -> train(tested, study, seed, NO_LIMIT));
            } else {
                memory.use(() -> train(trial, study, seed, NO_LIMIT));
            }
        } catch (ResumeFailedException e) {
            recorder.abandon(id, String.valueOf(e.getMessage()));
        } catch (UnusableDataException e) {
            // A problem of the study, not of the configuration: no trial of it can be trained.
            String why = FailureReason.of("the data cannot be loaded", e);
            recorder.failed(trial, study.id(), why, why);
        } catch (IllegalArgumentException | TooManyResumesException e) {
            // The configuration cannot be trained: an implicit constraint of the space.
            recorder.infeasible(id, InfeasibleKind.FAILED, FailureReason.of(e), null);
        } catch (OutOfMemoryError e) {
            recorder.infeasible(id, InfeasibleKind.FAILED, "not enough memory", null);
        } catch (TrialHungException e) {
            recorder.infeasible(id, InfeasibleKind.FAILED, FailureReason.of(e), null);
            // Its thread cannot be ended, and more such threads would use up the processor.
            recorder.stop(study.id(), "trial %s hangs".formatted(id));
        } catch (RuntimeException | Error e) {
            failed(trial, study, e);
        }
    }

    /// The failure would repeat at every retry: a person must look at it.
    private void failed(Trial trial, Study study, Throwable e) {
        if (recorder.hasEnded(trial.id())) {
            LOG.info("trial {} was ended during its training", trial.id());
            return;
        }
        LOG.error("trial {} failed", trial.id(), e);
        recorder.failed(
                trial,
                study.id(),
                FailureReason.of("the training failed", e),
                FailureReason.of("trial %s failed".formatted(trial.id()), e));
    }

    /// The server is being stopped in order: the resumed trials did not end it.
    void forgiveAttempts() {
        attempts.forgive();
    }

    /// Whether the server ended the last time that the trial was resumed, or its configuration
    /// started.
    private boolean isSuspect(Trial trial) {
        if (!points.isEnabled()) {
            return false;
        }
        if (trial.started() == null) {
            return LostTrials.before(ledger.now().book(), trial) > 0;
        }
        try {
            return attempts.of(trial.id(), points.load(trial.id()).checkpoint().step()) > 0;
        } catch (IOException e) {
            throw new ResumeFailedException(e);
        }
    }

    /// @param most the training time until the next checkpoint; with a limit, it ends there
    private void train(Trial trial, Study study, long seed, Duration most) {
        if (ledger.now().book().trial(trial.id()) instanceof Trial.Proposed) {
            recorder.perform(
                    new Command.StartTrial(trial.id(), backend.name(), backend.device(), seed));
        }
        Split split = splits.of(study.facts().reproduction());
        TrainingPlan plan = Plans.of(trial.configuration(), split.training(), seed);
        @Nullable ResumePoint point = trial.started() == null ? null : point(trial.id(), plan);
        double before = point == null ? 0 : point.seconds();
        TrialTimeout watch = new TrialTimeout(left(before));
        if (closed.getAsBoolean()) {
            if (point == null) {
                recordStop(trial.id(), 0, watch);
            }
            return;
        }
        if (point != null) {
            count(trial.id(), point.checkpoint().step());
        }
        BooleanSupplier over =
                () ->
                        closed.getAsBoolean()
                                || watch.isOver()
                                || recorder.isStopped(study.id())
                                || recorder.hasEnded(trial.id());
        CheckpointInterval turn = new CheckpointInterval(points, most);
        boolean endsAtCheckpoint = !most.equals(NO_LIMIT);
        long began = System.nanoTime();
        CurveWriter curves =
                new CurveWriter(
                        curve -> measured(trial.id(), curve),
                        () -> turn.next(over.getAsBoolean(), endsAtCheckpoint),
                        checkpoint -> {
                            double now = before + (System.nanoTime() - began) / 1e9;
                            keep(trial.id(), new ResumePoint(checkpoint, now));
                            turn.restart();
                        },
                        resumeOffsets(trial.id()));
        Trainer trainer = backend.trainer(threads);
        @Nullable TrainingCheckpoint from = point == null ? null : point.checkpoint();
        while (true) {
            Outcome outcome = watch.callWithin(turn.of(trainer, plan, split, from, curves));
            if (recorder.hasEnded(trial.id())) {
                return;
            }
            curves.flush();
            double seconds = before + (System.nanoTime() - began) / 1e9;
            if (!(outcome instanceof Outcome.Stopped s)) {
                recorder.perform(TrialOutcome.command(trial.id(), outcome, split, plan, seconds));
                return;
            }
            boolean stored =
                    (closed.getAsBoolean() || !over.getAsBoolean())
                            && keep(trial.id(), new ResumePoint(s.checkpoint(), seconds));
            if (over.getAsBoolean()) {
                if (!stored || !closed.getAsBoolean()) {
                    recordStop(trial.id(), s.step(), watch);
                }
                return;
            }
            if (stored && endsAtCheckpoint) {
                return;
            }
            from = s.checkpoint();
        }
    }

    /// The rest of the timeout, at least the time to notice that it is over.
    private Duration left(double seconds) {
        Duration left = limit.minusNanos((long) (seconds * 1e9));
        Duration least = limit.compareTo(MIN_TIMEOUT) < 0 ? limit : MIN_TIMEOUT;
        return left.compareTo(least) < 0 ? least : left;
    }

    /// The point from which a trial of an earlier server resumes.
    private ResumePoint point(String trial, TrainingPlan plan) {
        try {
            ResumePoint point = points.load(trial);
            point.checkpoint().require(backend.name(), plan);
            return point;
        } catch (IOException | IllegalArgumentException e) {
            throw new ResumeFailedException(e);
        }
    }

    /// Counts the resume, unless there were too many.
    private void count(String trial, int step) {
        try {
            int before = attempts.of(trial, step);
            if (before >= ResumeAttempts.MAX) {
                throw new TooManyResumesException(before, step);
            }
            attempts.begin(trial, step);
        } catch (IOException e) {
            throw new ResumeFailedException(e);
        }
    }

    /// @return whether there is a checkpoint to resume from
    private boolean keep(String trial, ResumePoint point) {
        if (!points.isEnabled()) {
            return false;
        }
        try {
            points.save(trial, point);
            attempts.reached(trial);
            return true;
        } catch (IOException e) {
            LOG.warn(
                    "the checkpoint of trial {} cannot be written: a crash would lose the trial",
                    trial,
                    e);
            return false;
        }
    }

    private void drop(String trial) {
        try {
            attempts.reached(trial);
            points.drop(trial);
        } catch (IOException e) {
            LOG.warn("the checkpoint of the ended trial {} cannot be deleted", trial, e);
        }
    }

    private CurveWriter.ResumeOffsets resumeOffsets(String trial) {
        Curves curves = ledger.now().curves();
        return new CurveWriter.ResumeOffsets(
                curves.lastStep(trial, "training/loss").orElse(0),
                curves.lastStep(trial, "validation/error").orElse(0));
    }

    private void recordStop(String trial, int step, TrialTimeout watch) {
        if (closed.getAsBoolean()) {
            recorder.abandon(trial, "the server was stopped after step %d".formatted(step));
        } else if (watch.isOver()) {
            recorder.infeasible(trial, InfeasibleKind.FAILED, watch.why(), (long) step);
        } else {
            recorder.abandon(trial, "the study was stopped after step %d".formatted(step));
        }
    }

    private void measured(String trial, Curve curve) {
        recorder.perform(new Command.MeasureCurve(trial, curve));
    }
}
