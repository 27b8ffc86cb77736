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

    private static final Comparator<TrainingCheckpoint> BEST_FIRST =
            Comparator.<TrainingCheckpoint>comparingDouble(
                            checkpoint -> checkpoint.evaluation().orElseThrow().validationError())
                    .thenComparingInt(TrainingCheckpoint::step);

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

    /// What a backend remembers at a step: see [TrainingCheckpoint].
    public record State(long[] numbers, List<float[]> arrays) {}

    private final String backend;
    private final TrainingPlan plan;
    private final StepListener listener;
    private final List<TrainingCheckpoint> checkpoints = new ArrayList<>();
    private int lastStep;
    private @Nullable Evaluation best;
    private @Nullable Outcome outcome;

    /// @param backend the name of the backend
    /// @param from where to go on, if the training does not begin
    /// @throws IllegalArgumentException if that belongs to another plan or backend
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

    /// The last step that was lastStep, 0 for none.
    public int lastStep() {
        return lastStep;
    }

    /// How the training ended.
    ///
    /// @throws IllegalStateException if it has not
    public Outcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("the training is at step " + lastStep + " and goes on");
        }
        return outcome;
    }

    /// The step after [#lastStep] was taken.
    ///
    /// @param stepsWithoutGradient for how many steps, this one included, the first layer has had
    ///   no gradient
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
        if (signal == StepListener.Signal.STOP) {
            return Next.STOP;
        }
        return plan.isEvaluatedAfter(lastStep) ? Next.EVALUATE : Next.STEP;
    }

    /// The network was evaluated after the step [#lastStep].
    ///
    /// @param state asked for only if a checkpoint is checkpoints
    public Next recordEvaluation(Evaluation evaluation, Supplier<State> state) {
        Evaluation now = better(evaluation);
        best = now;
        offer(evaluation, state);
        StepListener.Signal signal = listener.onEvaluation(evaluation);
        if (lastStep == plan.steps()) {
            outcome = new Outcome.Completed(now, evaluation, checkpoints);
            return Next.ENDED;
        }
        return signal == StepListener.Signal.STOP ? Next.STOP : Next.STEP;
    }

    /// Nothing was left to do from the start: the checkpoint was that of the last step.
    public Outcome completeWithout(Evaluation last) {
        return new Outcome.Completed(better(last), last, checkpoints);
    }

    /// The training stops after the step [#lastStep].
    public Outcome stop(State state) {
        return new Outcome.Stopped(checkpoint(Optional.empty(), state));
    }

    private Evaluation better(Evaluation latest) {
        Evaluation before = best;
        return before == null || latest.validationError() < before.validationError()
                ? latest
                : before;
    }

    private void offer(Evaluation evaluation, Supplier<State> state) {
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
