package io.tunebook.kernels;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The progress of one training, on every backend: reports to the listener, detects divergence, and
/// keeps the best evaluations and their checkpoints. Not thread-safe.
public final class Progress {

    private static final Comparator<TrainingCheckpoint> BEST_FIRST =
            Comparator.<TrainingCheckpoint>comparingDouble(
                            checkpoint -> checkpoint.evaluation().orElseThrow().validationError())
                    .thenComparingInt(TrainingCheckpoint::step);

    /// The next action of the training.
    public enum Next {
        /// The next step.
        STEP,
        /// An evaluation, before the next step.
        EVALUATE,
        /// None: [#stop] returns the outcome.
        STOP,
        /// None: [#outcome] returns the outcome.
        ENDED
    }

    /// A backend's state after a step: see [TrainingCheckpoint].
    public record State(long[] numbers, List<float[]> arrays) {}

    private final String backend;
    private final TrainingPlan plan;
    private final StepListener listener;
    private final List<TrainingCheckpoint> checkpoints = new ArrayList<>();
    private int lastStep;
    private boolean checkpointRequested;
    private boolean stopRequested;
    private @Nullable Evaluation best;
    private @Nullable Outcome outcome;

    /// @param backend the name of the backend
    /// @param from the checkpoint to resume from, or null to start
    /// @throws IllegalArgumentException if the checkpoint belongs to another plan or backend
    public Progress(
            String backend,
            TrainingPlan plan,
            StepListener listener,
            @Nullable TrainingCheckpoint from) {
        this.backend = backend;
        this.plan = plan;
        this.listener = listener;
        if (from != null) {
            from.require(backend, plan);
            lastStep = from.step();
            best = from.best().orElse(null);
            if (from.evaluation().isPresent()) {
                retain(from);
            }
        }
    }

    /// The last completed step, 0 for none.
    public int lastStep() {
        return lastStep;
    }

    /// The outcome of the training.
    ///
    /// @throws IllegalStateException if the training has not ended
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException(
                    "the training has not ended: it is at step " + lastStep);
        }
        return outcome;
    }

    /// Records the step after [#lastStep].
    ///
    /// @param stepsWithoutGradient the number of consecutive steps, including this one, in which
    ///   the first layer had no gradient
    public Next recordStep(StepMetrics measured, int stepsWithoutGradient) {
        Optional<String> divergence =
                Divergence.reason(
                        measured, plan.loss(), plan.network().classes(), stepsWithoutGradient);
        StepListener.Signal signal = listener.onStep(measured);
        if (divergence.isPresent()) {
            outcome = new Outcome.Diverged(measured.step(), divergence.get());
            return Next.ENDED;
        }
        lastStep = measured.step();
        checkpointRequested |= signal == StepListener.Signal.CHECKPOINT;
        stopRequested = signal == StepListener.Signal.STOP;
        if (plan.isEvaluatedAfter(lastStep)) {
            // Also before a stop: a training that resumes after this step would not evaluate here.
            return Next.EVALUATE;
        }
        return stopRequested ? Next.STOP : Next.STEP;
    }

    /// Records the evaluation after the step [#lastStep].
    ///
    /// @param state supplies the state if a checkpoint is kept
    public Next recordEvaluation(Evaluation evaluation, Supplier<State> state) {
        Evaluation now = better(evaluation);
        best = now;
        keepIfAmongTheBest(evaluation, state);
        StepListener.Signal signal = listener.onEvaluation(evaluation);
        if (lastStep == plan.steps()) {
            outcome = new Outcome.Completed(now, evaluation, checkpoints);
            return Next.ENDED;
        }
        return stopRequested || signal == StepListener.Signal.STOP ? Next.STOP : Next.STEP;
    }

    /// Whether the listener waits for a checkpoint.
    public boolean isCheckpointRequested() {
        return checkpointRequested;
    }

    /// Passes the checkpoint that the listener asked for.
    ///
    /// @param state after the step [#lastStep]
    public void recordRequestedCheckpoint(State state) {
        checkpointRequested = false;
        listener.onRequestedCheckpoint(checkpoint(Optional.empty(), state));
    }

    /// The outcome of a training that resumed from the checkpoint of its last step.
    public Outcome completeFromLastStep(Evaluation last) {
        return new Outcome.Completed(better(last), last, checkpoints);
    }

    /// The outcome of a training that stops after the step [#lastStep].
    public Outcome stop(State state) {
        return new Outcome.Stopped(checkpoint(Optional.empty(), state));
    }

    private Evaluation better(Evaluation latest) {
        Evaluation before = best;
        return before == null || latest.validationError() < before.validationError()
                ? latest
                : before;
    }

    private void keepIfAmongTheBest(Evaluation evaluation, Supplier<State> state) {
        int limit = plan.evaluation().keep();
        boolean isAmongTheBest =
                limit > 0
                        && (checkpoints.size() < limit
                                || evaluation.validationError()
                                        < checkpoints
                                                .getLast()
                                                .evaluation()
                                                .orElseThrow()
                                                .validationError());
        if (isAmongTheBest) {
            TrainingCheckpoint checkpoint = checkpoint(Optional.of(evaluation), state.get());
            retain(checkpoint);
            listener.onCheckpoint(checkpoint);
        }
    }

    private void retain(TrainingCheckpoint checkpoint) {
        checkpoints.add(checkpoint);
        checkpoints.sort(BEST_FIRST);
        while (checkpoints.size() > plan.evaluation().keep()) {
            checkpoints.removeLast();
        }
    }

    private TrainingCheckpoint checkpoint(Optional<Evaluation> evaluation, State state) {
        return new TrainingCheckpoint(
                backend,
                plan,
                lastStep,
                evaluation,
                Optional.ofNullable(best),
                state.numbers(),
                state.arrays());
    }
}
