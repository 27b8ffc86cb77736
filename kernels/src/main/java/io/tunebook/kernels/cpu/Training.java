package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMetrics;
import io.tunebook.kernels.TrainingCheckpoint;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.RowOrder;
import io.tunebook.kernels.random.SeededRandom;
import org.jspecify.annotations.Nullable;

/// The training of one plan, from its first step to its last, on the calling thread and a worker
/// team.
final class Training {

    private static final long WEIGHTS = 0;

    private final TrainingPlan plan;
    private final Split split;
    private final Progress progress;
    private final TrainingState state;
    private final GradientStep gradientStep;
    private final Evaluator evaluator;
    private final int[] batch;

    Training(
            TrainingPlan plan,
            Split split,
            StepListener listener,
            Products products,
            WorkerTeam team,
            @Nullable TrainingCheckpoint from) {
        this.plan = plan;
        this.split = split;
        this.progress = new Progress(CpuBackend.NAME, plan, listener, from);
        this.state = state(plan, split.training().rows());
        if (from != null) {
            state.restore(from.arrays(), from.numbers(), split.training().rows());
        }
        this.gradientStep = new GradientStep(plan, state, products, team);
        this.evaluator = new Evaluator(plan, state, products, split, team);
        this.batch = new int[plan.batchSize()];
    }

    /// The state of a plan's training before its first step.
    static TrainingState state(TrainingPlan plan, int rows) {
        ParameterLayout layout = new ParameterLayout(plan.network());
        return new TrainingState(
                layout.initial(SeededRandom.of(plan.seed(), WEIGHTS)),
                UpdateRule.of(plan.optimizer(), layout.size()),
                TrainingState.running(layout),
                RowOrder.of(rows, plan.seed()));
    }

    Outcome run() {
        while (progress.lastStep() < plan.steps()) {
            if (Thread.currentThread().isInterrupted()) {
                return progress.stop(progressState());
            }
            Next next =
                    progress.recordStep(step(progress.lastStep() + 1), state.stepsWithoutGradient);
            if (next == Next.EVALUATE) {
                next = progress.recordEvaluation(evaluate(), this::progressState);
            }
            if (next == Next.STOP) {
                return progress.stop(progressState());
            }
            if (next == Next.ENDED) {
                return progress.outcome();
            }
            if (progress.isCheckpointRequested()) {
                progress.recordRequestedCheckpoint(progressState());
            }
        }
        return progress.completeFromLastStep(evaluate());
    }

    Evaluation evaluate() {
        return evaluator.evaluate(progress.lastStep());
    }

    float[] parameters() {
        return state.parameters;
    }

    private StepMetrics step(int step) {
        state.order.next(batch);
        double loss = gradientStep.compute(split.training(), batch, step);
        double rate = plan.learningRate(step);
        if (!Double.isFinite(loss)) {
            gradientStep.differentiate();
            return new StepMetrics(step, loss, gradientStep.norm(), rate);
        }
        double norm = gradientStep.update(step, rate);
        state.stepsWithoutGradient =
                gradientStep.isWithoutGradient() ? state.stepsWithoutGradient + 1 : 0;
        return new StepMetrics(step, loss, norm, rate);
    }

    private Progress.State progressState() {
        return new Progress.State(state.numbers(), state.arrays());
    }
}
