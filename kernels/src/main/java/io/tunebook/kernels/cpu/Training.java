package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.Progress;
import io.tunebook.kernels.Progress.Next;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepMeasured;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.RowOrder;
import io.tunebook.kernels.random.SeededRandom;
import org.jspecify.annotations.Nullable;

/// One plan on its way from the first step to the last. For one thread, which a crew may help.
final class Training {

    private static final long WEIGHTS = 0;

    private final TrainingPlan plan;
    private final Split split;
    private final Progress progress;
    private final Memory memory;
    private final GradientStep gradientStep;
    private final Evaluator evaluator;
    private final int[] batch;

    Training(
            TrainingPlan plan,
            Split split,
            StepListener listener,
            Products products,
            Crew crew,
            @Nullable Checkpoint from) {
        this.plan = plan;
        this.split = split;
        this.progress = new Progress(CpuBackend.NAME, plan, listener, from);
        this.memory = memory(plan, split.training().rows());
        if (from != null) {
            memory.restore(from.arrays(), from.numbers(), split.training().rows());
        }
        this.gradientStep = new GradientStep(plan, memory, products, crew);
        this.evaluator = new Evaluator(plan, memory, products, split, crew);
        this.batch = new int[plan.batchSize()];
    }

    /// All that the training of a plan remembers, as it is before the first step.
    static Memory memory(TrainingPlan plan, int rows) {
        ParameterLayout layout = new ParameterLayout(plan.network());
        return new Memory(
                layout.initial(SeededRandom.of(plan.seed(), WEIGHTS)),
                UpdateRule.of(plan.optimizer(), layout.size()),
                Memory.running(layout),
                RowOrder.of(rows, plan.seed()));
    }

    Outcome run() {
        while (progress.taken() < plan.steps()) {
            if (Thread.currentThread().isInterrupted()) {
                return progress.stop(remembered());
            }
            Next next = progress.stepped(step(progress.taken() + 1), memory.still);
            if (next == Next.EVALUATE) {
                next = progress.evaluated(evaluate(), this::remembered);
            }
            if (next == Next.STOP) {
                return progress.stop(remembered());
            }
            if (next == Next.ENDED) {
                return progress.outcome();
            }
        }
        return progress.finished(evaluate());
    }

    Evaluation evaluate() {
        return evaluator.evaluate(progress.taken());
    }

    float[] parameters() {
        return memory.parameters;
    }

    private StepMeasured step(int step) {
        memory.order.next(batch);
        double loss = gradientStep.compute(split.training(), batch, step);
        double rate = plan.learningRate(step);
        if (!Double.isFinite(loss)) {
            gradientStep.differentiate();
            return new StepMeasured(step, loss, gradientStep.norm(), rate);
        }
        double norm = gradientStep.update(step, rate);
        memory.still = gradientStep.still() ? memory.still + 1 : 0;
        return new StepMeasured(step, loss, norm, rate);
    }

    private Progress.Memory remembered() {
        return new Progress.Memory(memory.numbers(), memory.arrays());
    }
}
