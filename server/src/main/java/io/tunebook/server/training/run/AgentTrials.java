package io.tunebook.server.training.run;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.events.Rejection;
import io.tunebook.events.log.LogUnavailable;
import io.tunebook.server.ledger.Ledger;
import io.tunebook.server.ledger.RejectedCommand;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Proposals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The trials of built-in training that agents train in processes of their own, on the server's
/// side: which trial an agent gets, and the checkpoints that travel with the trials. Thread-safe.
///
/// A trial whose agent is lost stays as it is when it has a checkpoint, and the next agent
/// continues from there with the same bits. Without one it is abandoned and its configuration tried
/// again. Both end when an agent is lost too often at one place: the training probably crashes it.
public final class AgentTrials {
    /// The bytes of a checkpoint.
    public static final int MAX_POINT = 1 << 30;

    private static final Logger LOG = LoggerFactory.getLogger(AgentTrials.class);
    private static final String ACTOR = "runner";

    private final Ledger ledger;
    private final Runner runner;
    private final ResumePoints points;
    private final ResumeAttempts attempts;

    /// @param runner proposes the trials; it may train others itself
    /// @param training where the checkpoints are
    public AgentTrials(Ledger ledger, Runner runner, TrainingEnvironment training) {
        this.ledger = ledger;
        this.runner = runner;
        this.points = training.points();
        this.attempts = new ResumeAttempts(points);
    }

    /// Gives the next trial of the running studies to an agent; empty when there is none for now.
    ///
    /// @param device the name of the agent's processor
    /// @param agent its id
    /// @param leaseSeconds the time without a heartbeat after which the trial is another agent's
    public Optional<LeasedTraining> lease(
            String backend, String device, String agent, int leaseSeconds, String actor) {
        while (true) {
            Trial trial = runner.offer(backend);
            if (trial == null) {
                return Optional.empty();
            }
            try {
                Optional<LeasedTraining> leased =
                        trial instanceof Trial.Running
                                ? resumed(trial, leaseSeconds)
                                : started(trial, backend, device, agent, leaseSeconds, actor);
                if (leased.isPresent()) {
                    return leased;
                }
            } catch (RejectedCommand e) {
                LOG.info("trial {} has ended already: {}", trial.id(), e.getMessage());
            }
        }
    }

    private Optional<LeasedTraining> started(
            Trial trial, String backend, String device, String agent, int lease, String actor) {
        Book book = ledger.now().book();
        long seed = Proposals.seed(book, trial);
        ledger.perform(
                new Command.StartTrial(trial.id(), backend, device, seed, lease, agent), actor);
        return Optional.of(leased(trial, seed, lease, false));
    }

    /// Empty when it was resumed too often from one checkpoint: it is infeasible then.
    private Optional<LeasedTraining> resumed(Trial trial, int lease) {
        int step;
        try {
            step = points.load(trial.id()).checkpoint().step();
            int before = attempts.of(trial.id(), step);
            if (before >= ResumeAttempts.MAX) {
                String why = String.valueOf(new TooManyResumesException(before, step).getMessage());
                end(
                        new Command.MarkInfeasible(
                                trial.id(), InfeasibleKind.FAILED, why, (long) step));
                drop(trial.id());
                return Optional.empty();
            }
            attempts.again(trial.id(), step);
        } catch (IOException e) {
            LOG.warn("the checkpoint of trial {} cannot be read", trial.id(), e);
            drop(trial.id());
            runner.lose(trial.id());
            return Optional.empty();
        }
        long seed = ((Trial.Running) trial).start().seed();
        return Optional.of(leased(trial, seed, lease, true));
    }

    private LeasedTraining leased(Trial trial, long seed, int lease, boolean resumes) {
        var now = ledger.now();
        Study study = now.book().studyOf(trial);
        var reproduction = study.facts().reproduction();
        return new LeasedTraining(
                now.position(),
                trial.id(),
                study.id(),
                trial.configuration(),
                seed,
                reproduction.data(),
                reproduction.digest(),
                lease,
                resumes,
                now.curves().lastStep(trial.id(), "training/loss").orElse(0),
                now.curves().lastStep(trial.id(), "validation/error").orElse(0));
    }

    /// Stores the checkpoint of a running trial, instead of the one before; returns when it is on
    /// disk. On a full disk the one before remains.
    ///
    /// @throws Rejection when the trial does not run, or the bytes are no checkpoint
    public void keep(String trial, byte[] point) {
        if (!(ledger.now().book().trial(trial) instanceof Trial.Running)) {
            throw new Rejection("trial '%s' does not run: discard it".formatted(trial));
        }
        ResumePoint read;
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(point))) {
            read = ResumePoint.read(in);
        } catch (IOException | RuntimeException e) {
            throw new Rejection(
                    "the bytes are not a checkpoint of trial '%s': %s"
                            .formatted(trial, e.getMessage()));
        }
        try {
            points.save(trial, read);
            attempts.reached(trial);
        } catch (IOException e) {
            // As on a full disk: the training need not wait for it.
            LOG.warn(
                    "the checkpoint of trial {} cannot be written: a crash would lose the trial",
                    trial,
                    e);
        }
    }

    /// The checkpoint of a trial; null when there is none.
    public byte @Nullable [] kept(String trial) throws IOException {
        if (!points.holds(trial)) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        points.load(trial).write(out);
        out.flush();
        return bytes.toByteArray();
    }

    /// The trial's agent is lost: another one gets it.
    public void lost(String trial) {
        runner.handBack(trial);
    }

    /// The trial's agent gives it back in order: it did not crash in it.
    public void handBack(String trial) {
        attempts.reached(trial);
        if (!points.holds(trial)
                && ledger.now().book().trial(trial) instanceof Trial.Running running) {
            end(new Command.AbandonTrial(running.id(), "its agent was stopped"));
            return;
        }
        runner.handBack(trial);
    }

    /// The trial has ended: its checkpoint is not needed any more.
    public void ended(String trial) {
        attempts.reached(trial);
        drop(trial);
    }

    private void drop(String trial) {
        try {
            points.drop(trial);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(Command.OnTrial command) {
        try {
            ledger.perform(command, ACTOR);
        } catch (RejectedCommand e) {
            LOG.info("trial {} has ended already: {}", command.trial(), e.getMessage());
        } catch (LogUnavailable e) {
            LOG.warn("the end of trial {} is recorded later: {}", command.trial(), e.getMessage());
        }
    }
}
