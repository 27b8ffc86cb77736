package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Checkpoint;
import io.tunebook.kernels.Divergence;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepListener.Signal;
import io.tunebook.kernels.StepMeasured;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One plan on its way from the first step to the last. For one thread, which a crew may help.
final class Training {

    private static final long WEIGHTS = 0;
    private static final long ORDER = 1;
    private static final Comparator<Checkpoint> BEST_FIRST =
            Comparator.<Checkpoint>comparingDouble(
                            checkpoint -> checkpoint.evaluation().orElseThrow().validationError())
                    .thenComparingInt(Checkpoint::step);

    private final TrainingPlan plan;
    private final Split split;
    private final StepListener listener;
    private final Memory memory;
    private final GradientStep gradientStep;
    private final Evaluator evaluator;
    private final int[] batch;
    private final List<Checkpoint> kept = new ArrayList<>();
    private int taken;
    private @Nullable Evaluation best;

    Training(
            TrainingPlan plan,
            Split split,
            StepListener listener,
            Products products,
            Crew crew,
            @Nullable Checkpoint from) {
        this.plan = plan;
        this.split = split;
        this.listener = listener;
        this.memory = memory(plan, split.training().rows());
        if (from != null) {
            from.require(CpuBackend.NAME, plan);
            memory.restore(from.arrays(), from.numbers(), split.training().rows());
            taken = from.step();
            best = from.best().orElse(null);
            if (from.evaluation().isPresent()) {
                keep(from);
            }
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
                new RowOrder(rows, SeededRandom.of(plan.seed(), ORDER)));
    }

    Outcome run() {
        while (taken < plan.steps()) {
            if (Thread.currentThread().isInterrupted()) {
                return new Outcome.Stopped(checkpoint(Optional.empty()));
            }
            int step = taken + 1;
            StepMeasured measured = step(step);
            Optional<String> divergence =
                    Divergence.reason(
                            measured, plan.loss(), plan.network().classes(), memory.still);
            Signal signal = listener.onStep(measured);
            if (divergence.isPresent()) {
                return new Outcome.Diverged(step, divergence.get());
            }
            taken = step;
            if (signal == Signal.CONTINUE && plan.evaluatesAfter(step)) {
                Evaluation evaluation = evaluator.evaluate(step);
                best = better(best, evaluation);
                offer(evaluation);
                signal = listener.onEvaluation(evaluation);
                if (step == plan.steps()) {
                    return new Outcome.Finished(best, evaluation, kept);
                }
            }
            if (signal == Signal.STOP) {
                return new Outcome.Stopped(checkpoint(Optional.empty()));
            }
        }
        Evaluation last = evaluator.evaluate(taken);
        return new Outcome.Finished(better(best, last), last, kept);
    }

    Evaluation evaluate() {
        return evaluator.evaluate(taken);
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

    private void offer(Evaluation evaluation) {
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
            Checkpoint checkpoint = checkpoint(Optional.of(evaluation));
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

    private Checkpoint checkpoint(Optional<Evaluation> evaluation) {
        return new Checkpoint(
                CpuBackend.NAME,
                plan,
                taken,
                evaluation,
                Optional.ofNullable(best),
                memory.numbers(),
                memory.arrays());
    }

    private static Evaluation better(@Nullable Evaluation best, Evaluation latest) {
        return best == null || latest.validationError() < best.validationError() ? latest : best;
    }
}
