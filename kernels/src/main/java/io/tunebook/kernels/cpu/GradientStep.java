package io.tunebook.kernels.cpu;

import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;

/// One training step in two phases that several threads share: the rows of the minibatch (fetch,
/// forward, loss, all deltas), then the parameters (gradient and optimizer on the same slice).
///
/// Where the gradient may have to be shortened, its norm must be known before the first parameter
/// is moved: then the optimizer has a phase of its own.
final class GradientStep {

    private static final long DROPOUT = 2;

    private final TrainingPlan plan;
    private final Memory memory;
    private final Products products;
    private final Crew crew;
    private final Parts parts;
    private final Program program;
    private final List<Slice> slices;
    private final float[] gradient;
    private final double[] losses;
    private final double[] squares;

    GradientStep(TrainingPlan plan, Memory memory, Products products, Crew crew) {
        this.plan = plan;
        this.memory = memory;
        this.products = products;
        this.crew = crew;
        this.parts = Parts.of(plan.batchSize(), plan.network().normalisation(), crew.threads());
        long seed = SeededRandom.of(plan.seed(), DROPOUT).nextLong();
        this.program =
                Program.training(
                        new Program.Setting(
                                plan.network(),
                                plan.loss(),
                                products,
                                memory.parameters,
                                memory.running,
                                parts),
                        new Dropout(plan.regularisation().dropout(), seed));
        this.slices = program.slices();
        this.gradient = new float[memory.parameters.length];
        this.losses = new double[plan.batchSize()];
        this.squares = new double[slices.size()];
    }

    /// The first phase, over the rows `batch` of the dataset.
    ///
    /// @return the mean loss
    double compute(Dataset dataset, int[] batch, int step) {
        program.begin(step);
        crew.share(parts.count(), part -> back(dataset, batch, part));
        program.follow(parts);
        double loss = 0;
        for (double ofRow : losses) {
            loss += ofRow;
        }
        return loss / losses.length;
    }

    /// The second phase. If the gradient turns out not to be finite, the parameters are of no use
    /// any more.
    ///
    /// @return the gradient's L2 norm, before it was shortened
    double update(int step, double learningRate) {
        memory.rule.begin(step);
        if (plan.clipNorm().isEmpty()) {
            UpdateRule.Step decayed = step(learningRate, 1, true);
            UpdateRule.Step kept = step(learningRate, 1, false);
            crew.share(
                    slices.size(),
                    s -> {
                        differentiate(s);
                        move(slices.get(s), decayed, kept);
                    });
            return norm();
        }
        differentiate();
        double norm = norm();
        double limit = plan.clipNorm().getAsDouble();
        float scale = norm > limit ? (float) (limit / norm) : 1f;
        UpdateRule.Step decayed = step(learningRate, scale, true);
        UpdateRule.Step kept = step(learningRate, scale, false);
        if (Double.isFinite(norm)) {
            crew.share(slices.size(), s -> move(slices.get(s), decayed, kept));
        }
        return norm;
    }

    /// Computes the gradient and moves nothing.
    void differentiate() {
        crew.share(slices.size(), this::differentiate);
    }

    /// The gradient by each parameter, in their layout; padding is 0.
    float[] gradient() {
        return gradient;
    }

    /// The gradient's L2 norm: the slices' sums of squares added up in their order.
    double norm() {
        double sum = 0;
        for (double ofSlice : squares) {
            sum += ofSlice;
        }
        return Math.sqrt(sum);
    }

    /// Whether the weights of the first layer have no gradient at all.
    boolean still() {
        return squares[0] == 0 && firstLayerIsStill();
    }

    private boolean firstLayerIsStill() {
        for (int s = 0; s < squares.length && slices.get(s).decayed(); s++) {
            if (squares[s] != 0) {
                return false;
            }
        }
        return true;
    }

    private void back(Dataset dataset, int[] batch, int part) {
        int from = parts.from(part);
        int to = parts.to(part);
        program.load(dataset, batch, 0, from, to);
        program.forward(part, from, to);
        program.backward(
                part, from, to, batch.length, plan.regularisation().labelSmoothing(), losses);
    }

    private void differentiate(int s) {
        Slice slice = slices.get(s);
        slice.differentiate(gradient, losses.length);
        double sum = 0;
        for (int start : slice.starts()) {
            sum += products.squares(gradient, start, start + slice.length());
        }
        squares[s] = sum;
    }

    private void move(Slice slice, UpdateRule.Step decayed, UpdateRule.Step kept) {
        UpdateRule.Step step = slice.decayed() ? decayed : kept;
        for (int start : slice.starts()) {
            memory.rule.apply(step, start, start + slice.length(), memory.parameters, gradient);
        }
        slice.changed();
    }

    private UpdateRule.Step step(double learningRate, float scale, boolean decayed) {
        double decay =
                plan.regularisation().decoupledDecay() + UpdateRule.decayOf(plan.optimizer());
        return new UpdateRule.Step(
                (float) learningRate,
                scale,
                decayed ? (float) plan.regularisation().l2() : 0f,
                decayed ? (float) (1 - learningRate * decay) : 1f);
    }
}
