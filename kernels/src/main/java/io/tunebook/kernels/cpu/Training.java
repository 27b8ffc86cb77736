package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Divergence;
import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import io.tunebook.kernels.StepListener;
import io.tunebook.kernels.StepListener.Signal;
import io.tunebook.kernels.StepMeasured;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Split;
import io.tunebook.kernels.random.SeededRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One plan on its way from the first step to the last. For one thread.
final class Training {

    private static final long WEIGHTS = 0;
    private static final long ORDER = 1;
    private static final long DROPOUT = 2;

    private final TrainingPlan plan;
    private final Split split;
    private final StepListener listener;
    private final ParameterLayout layout;
    private final float[] parameters;
    private final Pass pass;
    private final Gradient gradient;
    private final UpdateRule rule;
    private final RowOrder order;
    private final Evaluator evaluator;
    private final int[] batch;

    Training(TrainingPlan plan, Split split, StepListener listener, Products products) {
        this.plan = plan;
        this.split = split;
        this.listener = listener;
        this.layout = new ParameterLayout(plan.network());
        this.parameters = layout.initial(SeededRandom.of(plan.seed(), WEIGHTS));
        long dropoutSeed = SeededRandom.of(plan.seed(), DROPOUT).nextLong();
        Dropout dropout = new Dropout(plan.regularisation().dropout(), dropoutSeed);
        this.pass = new Pass(plan.network(), layout, products, dropout, plan.batchSize());
        this.gradient = new Gradient(layout, products, pass, plan.batchSize());
        this.rule = UpdateRule.of(plan.optimizer(), layout.size());
        this.order = new RowOrder(split.training().rows(), SeededRandom.of(plan.seed(), ORDER));
        this.evaluator = new Evaluator(plan.network(), layout, products, split);
        this.batch = new int[plan.batchSize()];
    }

    Outcome run() {
        Evaluation best = null;
        for (int step = 1; step <= plan.steps(); step++) {
            if (Thread.currentThread().isInterrupted()) {
                return new Outcome.Stopped(step - 1);
            }
            StepMeasured measured = measure(step);
            Optional<String> divergence = Divergence.reason(measured, plan.network().classes());
            if (divergence.isEmpty()) {
                update(measured);
            }
            Signal signal = listener.onStep(measured);
            if (divergence.isPresent()) {
                return new Outcome.Diverged(step, divergence.get());
            }
            if (signal == Signal.CONTINUE && plan.evaluatesAfter(step)) {
                Evaluation evaluation = evaluator.evaluate(parameters, step);
                best = better(best, evaluation);
                signal = listener.onEvaluation(evaluation);
                if (step == plan.steps()) {
                    return new Outcome.Finished(best, evaluation);
                }
            }
            if (signal == Signal.STOP) {
                return new Outcome.Stopped(step);
            }
        }
        throw new IllegalStateException("the last step of a plan is followed by an evaluation");
    }

    float[] parameters() {
        return parameters;
    }

    private StepMeasured measure(int step) {
        order.next(batch);
        pass.load(split.training(), batch, 0, batch.length);
        double loss =
                gradient.compute(
                        parameters, batch.length, step, plan.regularisation().labelSmoothing());
        return new StepMeasured(step, loss, gradient.norm(), plan.learningRate(step));
    }

    private void update(StepMeasured measured) {
        float rate = (float) measured.learningRate();
        double limit = plan.clipNorm().orElse(Double.POSITIVE_INFINITY);
        float scale =
                measured.gradientNorm() > limit ? (float) (limit / measured.gradientNorm()) : 1f;
        float l2 = (float) plan.regularisation().l2();
        float shrink =
                (float) (1 - measured.learningRate() * plan.regularisation().decoupledDecay());
        rule.begin(measured.step());
        for (ParameterLayout.Layer layer : layout.layers()) {
            int biases = layer.biases();
            rule.apply(
                    new UpdateRule.Step(layer.weights(), biases, rate, scale, l2, shrink),
                    parameters,
                    gradient.values());
            rule.apply(
                    new UpdateRule.Step(biases, layer.end(), rate, scale, 0f, 1f),
                    parameters,
                    gradient.values());
        }
    }

    private static Evaluation better(@Nullable Evaluation best, Evaluation latest) {
        return best == null || latest.validationError() < best.validationError() ? latest : best;
    }
}
