package io.tunebook.server.training.run;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.server.ledger.command.Command;
import io.tunebook.server.ledger.command.FailureReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One trial in an agent, from its lease to its end: the results go to the server, and its
/// checkpoints too.
final class AgentTrial {
    private final AgentServer server;
    private final Backend backend;
    private final int threads;
    private final Splits splits;
    private final Duration limit;
    private final Duration checkpointEvery;
    private final boolean isServers;
    private final BooleanSupplier closing;

    /// Whether the server has answered that the trial is no longer this agent's.
    private final AtomicBoolean lost;

    /// @param limit of the training time; then the trial is infeasible
    /// @param checkpointEvery the maximum training time that a crash may cost
    /// @param isServers whether the server started this agent, on its own machine
    /// @param closing whether the agent is being stopped
    /// @param lost set by another thread when a heartbeat was refused
    AgentTrial(
            AgentServer server,
            Backend backend,
            int threads,
            Splits splits,
            Duration limit,
            Duration checkpointEvery,
            boolean isServers,
            BooleanSupplier closing,
            AtomicBoolean lost) {
        this.server = server;
        this.backend = backend;
        this.threads = threads;
        this.splits = splits;
        this.limit = limit;
        this.checkpointEvery = checkpointEvery;
        this.isServers = isServers;
        this.closing = closing;
        this.lost = lost;
    }

    /// @throws UnusableDataException when the data is not on this machine, which is not the
    ///   server's
    void train(LeasedTraining leased) {
        String id = leased.trial();
        try {
            Split split = splits.of(leased.data(), leased.digest());
            TrainingPlan plan = Plans.of(leased.configuration(), split.training(), leased.seed());
            train(leased, split, plan);
        } catch (AgentServer.LostTrialException e) {
            throw e;
        } catch (UnusableDataException e) {
            unusable(leased, e);
        } catch (ResumeFailedException e) {
            server.end(new Command.AbandonTrial(id, FailureReason.of(e)));
        } catch (IllegalArgumentException e) {
            // The configuration cannot be trained: an implicit constraint of the space.
            infeasible(id, FailureReason.of(e), null);
        } catch (OutOfMemoryError e) {
            infeasible(id, "not enough memory", null);
        } catch (TrialHungException e) {
            infeasible(id, FailureReason.of(e), null);
            throw e;
        } catch (RuntimeException e) {
            failed(leased, "the training failed", e);
        }
    }

    private void train(LeasedTraining leased, Split split, TrainingPlan plan) {
        String id = leased.trial();
        try (CurveSender sender = new CurveSender(id, curve -> server.measure(id, curve))) {
            train(leased, split, plan, sender);
        }
    }

    private void train(LeasedTraining leased, Split split, TrainingPlan plan, CurveSender sender) {
        String id = leased.trial();
        @Nullable ResumePoint point = leased.resumes() ? point(id, plan) : null;
        double before = point == null ? 0 : point.seconds();
        TrialTimeout watch = new TrialTimeout(limit.minusNanos((long) (before * 1e9)));
        long began = System.nanoTime();
        BooleanSupplier over = () -> closing.getAsBoolean() || lost.get() || watch.isOver();
        CheckpointInterval turn = new CheckpointInterval(checkpointEvery);
        CurveWriter curves =
                new CurveWriter(
                        sender::send,
                        () -> turn.next(over.getAsBoolean(), false),
                        checkpoint -> {
                            // Another agent continues behind what is recorded.
                            sender.flush();
                            server.keep(id, bytes(checkpoint, before + since(began)));
                            turn.restart();
                        },
                        new CurveWriter.ResumeOffsets(leased.lastStep(), leased.lastEvaluation()));
        @Nullable TrainingCheckpoint from = point == null ? null : point.checkpoint();
        Outcome outcome =
                watch.callWithin(turn.of(backend.trainer(threads), plan, split, from, curves));
        if (lost.get()) {
            throw new AgentServer.LostTrialException(
                    "trial '%s' is no longer this agent's".formatted(id));
        }
        curves.flush();
        sender.flush();
        double seconds = before + since(began);
        if (!(outcome instanceof Outcome.Stopped stopped)) {
            server.end(TrialOutcome.command(id, outcome, split, plan, seconds));
        } else if (watch.isOver()) {
            infeasible(id, watch.why(), (long) stopped.step());
        } else {
            server.keep(id, bytes(stopped.checkpoint(), seconds));
            server.handBack(id);
        }
    }

    /// On the server's own machine no trial of the study can be trained; another agent may have it.
    private void unusable(LeasedTraining leased, UnusableDataException e) {
        String why = FailureReason.of("the data cannot be loaded", e);
        server.end(new Command.AbandonTrial(leased.trial(), why));
        if (!isServers) {
            throw e;
        }
        server.stop(leased.study(), why);
    }

    /// The failure would repeat with every trial: a person must look at it.
    private void failed(LeasedTraining leased, String reason, RuntimeException e) {
        server.end(new Command.AbandonTrial(leased.trial(), FailureReason.of(reason, e), true));
        server.stop(
                leased.study(), FailureReason.of("trial %s failed".formatted(leased.trial()), e));
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    private void infeasible(String trial, String why, @Nullable Long step) {
        server.end(new Command.MarkInfeasible(trial, InfeasibleKind.FAILED, why, step));
    }

    private ResumePoint point(String trial, TrainingPlan plan) {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(server.kept(trial)))) {
            ResumePoint point = ResumePoint.read(in);
            point.checkpoint().require(backend.name(), plan);
            return point;
        } catch (IOException | IllegalArgumentException e) {
            throw new ResumeFailedException(e);
        }
    }

    private static byte[] bytes(TrainingCheckpoint checkpoint, double seconds) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            new ResumePoint(checkpoint, seconds).write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
