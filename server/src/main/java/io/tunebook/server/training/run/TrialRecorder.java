package io.tunebook.server.training.run;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.FailureReason;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends what happens to trials, and waits while the log cannot be written.
final class TrialRecorder {
    private static final Logger LOG = LoggerFactory.getLogger(TrialRecorder.class);
    private static final long RETRY_NANOS = 500_000_000;

    private final Ledger ledger;
    private final String actor;
    private final BooleanSupplier closed;

    /// @param closed whether the server is being stopped
    TrialRecorder(Ledger ledger, String actor, BooleanSupplier closed) {
        this.ledger = ledger;
        this.actor = actor;
        this.closed = closed;
    }

    void abandon(String trial, String why) {
        perform(new Command.AbandonTrial(trial, FailureReason.of(why)));
    }

    void infeasible(String trial, InfeasibleKind kind, String why, @Nullable Long step) {
        perform(new Command.MarkInfeasible(trial, kind, FailureReason.of(why), step));
    }

    /// Abandons the trial and stops its study: the failure would repeat with every trial, so a
    /// person must look at it. The study is stopped even if the trial cannot be abandoned.
    ///
    /// @throws LogUnavailable when the server is closed meanwhile, or the outcome is unknown
    void failed(Trial trial, String study, String trialReason, String studyReason) {
        try {
            if (!hasEnded(trial.id())) {
                abandon(trial.id(), trialReason);
            }
        } catch (LogUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the failure of trial {} cannot be recorded", trial.id(), e);
        }
        stop(study, studyReason);
    }

    /// Stops the study if it is running.
    void stop(String study, String why) {
        if (isStopped(study)) {
            return;
        }
        try {
            perform(new Command.StopStudy(study, FailureReason.of(why)));
        } catch (RejectedCommand e) {
            LOG.info("study {} has been stopped meanwhile: {}", study, e.getMessage());
        }
    }

    /// Whether the trial was ended, by this server or by another command.
    boolean hasEnded(String trial) {
        Trial now = ledger.now().book().trial(trial);
        return !(now instanceof Trial.Running || now instanceof Trial.Proposed);
    }

    boolean isStopped(String study) {
        Study now = ledger.now().book().study(study);
        return now == null || now.state() != Study.State.RUNNING;
    }

    /// Retries while the log is overloaded or read-only: a finished training is not discarded
    /// because of many concurrent appends or a full disk.
    ///
    /// @throws LogUnavailable when the server is closed meanwhile, or the outcome is unknown
    void perform(Command command) {
        while (true) {
            try {
                ledger.perform(command, actor);
                return;
            } catch (LogUnavailable.Busy e) {
                if (closed.getAsBoolean()) {
                    throw e;
                }
            } catch (LogUnavailable.Failed | LogUnavailable.Closed e) {
                throw e;
            } catch (LogUnavailable e) {
                awaitWritable(e);
            }
        }
    }

    private void awaitWritable(LogUnavailable why) {
        LOG.warn("a trial waits until the log can be written: {}", why.getMessage());
        do {
            if (closed.getAsBoolean()) {
                throw why;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        } while (!ledger.isWritable());
    }
}
