package io.tunebook.server.training.run;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Trainer;
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
    private final BooleanSupplier closing;

    /// Whether the server has answered that the trial is no longer this agent's.
    private final AtomicBoolean lost;

    /// @param limit of the training time; then the trial is infeasible
    /// @param checkpointEvery the maximum training time that a crash may cost
    /// @param closing whether the agent is being stopped
    /// @param lost set by another thread when a heartbeat was refused
    AgentTrial(
            AgentServer server,
            Backend backend,
            int threads,
            Splits splits,
            Duration limit,
            Duration checkpointEvery,
            BooleanSupplier closing,
            AtomicBoolean lost) {
        this.server = server;
        this.backend = backend;
        this.threads = threads;
        this.splits = splits;
        this.limit = limit;
        this.checkpointEvery = checkpointEvery;
        this.closing = closing;
        this.lost = lost;
    }

    /// @throws UnusableDataException when the data is not on this machine, or is another one
    void train(LeasedTraining leased) {
        String id = leased.trial();
        try {
            Split split = splits.of(leased.data(), leased.digest());
            TrainingPlan plan = Plans.of(leased.configuration(), split.training(), leased.seed());
            train(leased, split, plan);
        } catch (AgentServer.LostTrialException e) {
            throw e;
        } catch (UnusableDataException | IllegalStateException e) {
            server.end(new Command.AbandonTrial(id, FailureReason.of("not on this agent", e)));
            throw new UnusableDataException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            // The configuration cannot be trained: an implicit constraint of the space.
            infeasible(id, FailureReason.of(e), null);
        } catch (OutOfMemoryError e) {
            infeasible(id, "not enough memory", null);
        } catch (TrialHungException e) {
            infeasible(id, FailureReason.of(e), null);
            throw e;
        } catch (RuntimeException e) {
            failed(leased, FailureReason.of("the training failed", e));
        }
    }

    private void train(LeasedTraining leased, Split split, TrainingPlan plan) {
        String id = leased.trial();
        @Nullable ResumePoint point = leased.resumes() ? point(id, plan) : null;
        double before = point == null ? 0 : point.seconds();
        TrialTimeout watch = new TrialTimeout(limit.minusNanos((long) (before * 1e9)));
        long began = System.nanoTime();
        BooleanSupplier over = () -> closing.getAsBoolean() || lost.get() || watch.isOver();
        CheckpointClock clock = new CheckpointClock(checkpointEvery);
        CurveWriter curves =
                new CurveWriter(
                        curve -> server.measure(id, curve),
                        () -> clock.next(over.getAsBoolean()),
                        checkpoint -> {
                            server.keep(id, bytes(checkpoint, before + since(began)));
                            clock.restart();
                        },
                        new CurveWriter.ResumeOffsets(leased.lastStep(), leased.lastEvaluation()));
        Trainer trainer = backend.trainer(threads);
        Outcome outcome =
                watch.callWithin(() ->
                        point == null
                                ? trainer.train(plan, split, curves)
                                : trainer.resume(plan, split, point.checkpoint(), curves));
        if (lost.get()) {
            throw new AgentServer.LostTrialException(
                    "trial '%s' is no longer this agent's".formatted(id));
        }
        curves.flush();
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

    /// A second failure at one configuration is the configuration's.
    private void failed(LeasedTraining leased, String why) {
        if (leased.failures() == 0) {
            server.end(new Command.AbandonTrial(leased.trial(), why, true));
        } else {
            infeasible(
                    leased.trial(),
                    FailureReason.of(
                            "%d attempts failed, the last one: %s"
                                    .formatted(leased.failures() + 1, why)),
                    null);
        }
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
        } catch (IOException e) {
            throw new IllegalArgumentException("its checkpoint cannot be read", e);
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
