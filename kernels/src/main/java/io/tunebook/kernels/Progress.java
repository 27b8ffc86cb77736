package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How far a training has come, whatever backend carries it out: tells the listener, watches for
/// divergence, and remembers the best evaluations and their checkpoints. Not safe for use by
/// several threads at once.
public final class Progress {

    private static final Comparator<Checkpoint> BEST_FIRST =
            Comparator.<Checkpoint>comparingDouble(
                            checkpoint -> checkpoint.evaluation().orElseThrow().validationError())
                    .thenComparingInt(Checkpoint::step);

    /// What the training does next.
    public enum Next {
        /// The next step.
        STEP,
        /// An evaluation, before anything else.
        EVALUATE,
        /// Nothing more: [#stop] says how it ended.
        STOP,
        /// Nothing more: [#outcome] says how it ended.
        ENDED
    }

    /// What a backend remembers at a step: see [Checkpoint].
    public record Memory(long[] numbers, List<float[]> arrays) {}

    private final String backend;
    private final TrainingPlan plan;
    private final StepListener listener;
    private final List<Checkpoint> kept = new ArrayList<>();
    private int taken;
    private @Nullable Evaluation best;
    private @Nullable Outcome outcome;

    /// @param backend the name of the backend
    /// @param from where to go on, if the training does not begin
    /// @throws IllegalArgumentException if that belongs to another plan or backend
    public Progress(
            String backend, TrainingPlan plan, StepListener listener, @Nullable Checkpoint from) {
        this.backend = backend;
        this.plan = plan;
        this.listener = listener;
        if (from != null) {
            from.require(backend, plan);
            taken = from.step();
            best = from.best().orElse(null);
            if (from.evaluation().isPresent()) {
                keep(from);
            }
        }
    }

    /// The last step that was taken, 0 for none.
    public int taken() {
        return taken;
    }

    /// How the training ended.
    ///
    /// @throws IllegalStateException if it has not
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the training is at step " + taken + " and goes on");
        }
        return outcome;
    }

    /// The step after [#taken] was taken.
    ///
    /// @param still for how many steps, this one included, the first layer has had no gradient
    public Next stepped(StepMeasured measured, int still) {
        Optional<String> divergence =
                Divergence.reason(measured, plan.loss(), plan.network().classes(), still);
        StepListener.Signal signal = listener.onStep(measured);
        if (divergence.isPresent()) {
            outcome = new Outcome.Diverged(measured.step(), divergence.get());
            return Next.ENDED;
        }
        taken = measured.step();
        if (signal == StepListener.Signal.STOP) {
            return Next.STOP;
        }
        return plan.evaluatesAfter(taken) ? Next.EVALUATE : Next.STEP;
    }

    /// The network was evaluated after the step [#taken].
    ///
    /// @param memory asked for only if a checkpoint is kept
    public Next evaluated(Evaluation evaluation, Supplier<Memory> memory) {
        Evaluation now = better(evaluation);
        best = now;
        offer(evaluation, memory);
        StepListener.Signal signal = listener.onEvaluation(evaluation);
        if (taken == plan.steps()) {
            outcome = new Outcome.Finished(now, evaluation, kept);
            return Next.ENDED;
        }
        return signal == StepListener.Signal.STOP ? Next.STOP : Next.STEP;
    }

    /// Nothing was left to do from the start: the checkpoint was that of the last step.
    public Outcome finished(Evaluation last) {
        return new Outcome.Finished(better(last), last, kept);
    }

    /// The training stops after the step [#taken].
    public Outcome stop(Memory memory) {
        return new Outcome.Stopped(checkpoint(Optional.empty(), memory));
    }

    private Evaluation better(Evaluation latest) {
        Evaluation before = best;
        return before == null || latest.validationError() < before.validationError()
                ? latest
                : before;
    }

    private void offer(Evaluation evaluation, Supplier<Memory> memory) {
        int most = plan.evaluation().keep();
        boolean wanted =
                most > 0
                        && (kept.size() < most
                                || evaluation.validationError()
                                        < kept.getLast()
                                                .evaluation()
                                                .orElseThrow()
                                                .validationError());
        if (wanted) {
            Checkpoint checkpoint = checkpoint(Optional.of(evaluation), memory.get());
            keep(checkpoint);
            listener.onCheckpoint(checkpoint);
        }
    }

    private void keep(Checkpoint checkpoint) {
        kept.add(checkpoint);
        kept.sort(BEST_FIRST);
        while (kept.size() > plan.evaluation().keep()) {
            kept.removeLast();
        }
    }

    private Checkpoint checkpoint(Optional<Evaluation> evaluation, Memory memory) {
        return new Checkpoint(
                backend,
                plan,
                taken,
                evaluation,
                Optional.ofNullable(best),
                memory.numbers(),
                memory.arrays());
    }
}
