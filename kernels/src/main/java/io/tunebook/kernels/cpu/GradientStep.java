package io.tunebook.kernels.cpu;

import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.random.SeededRandom;
import java.util.List;

/// One training step in two phases that several threads share: first over the rows of the minibatch
/// (load, forward, loss, backward), then over the parameters (gradient and update of the same
/// slice).
///
/// With gradient clipping the norm must be known before the first update: the update is then a
/// separate phase.
final class GradientStep {

    private static final long DROPOUT = 2;

    private final TrainingPlan plan;
    private final TrainingState state;
    private final Products products;
    private final WorkerTeam team;
    private final BatchParts parts;
    private final StagedNetwork network;
    private final List<ParameterSlice> slices;
    private final List<SliceGroup> groups;
    private final float[] gradient;
    private final double[] losses;
    private final double[] squares;

    /// The optimizer's state, which decays towards 0 where a gradient is 0.
    private final List<float[]> moments;

    GradientStep(TrainingPlan plan, TrainingState state, Products products, WorkerTeam team) {
        this.plan = plan;
        this.state = state;
        this.products = products;
        this.team = team;
        this.parts =
                BatchParts.of(plan.batchSize(), plan.network().normalisation(), team.threads());
        long seed = SeededRandom.of(plan.seed(), DROPOUT).nextLong();
        this.network =
                StagedNetwork.training(
                        new StagedNetwork.Setup(
                                plan.network(),
                                plan.loss(),
                                products,
                                state.parameters,
                                state.running,
                                parts),
                        new Dropout(plan.regularisation().dropout(), seed));
        this.slices = network.slices();
        this.groups = SliceGroup.of(slices, team.threads());
        this.gradient = new float[state.parameters.length];
        this.losses = new double[plan.batchSize()];
        this.squares = new double[slices.size()];
        this.moments = state.rule.state();
    }

    /// Runs the first phase over the rows `batch` of the dataset.
    ///
    /// @return the mean loss
    double compute(Dataset dataset, int[] batch, int step) {
        network.begin(step);
        team.share(parts.count(), part -> back(dataset, batch, part));
        network.updateRunningStatistics(parts);
        double loss = 0;
        for (double ofRow : losses) {
            loss += ofRow;
        }
        return loss / losses.length;
    }

    /// Runs the second phase. If the gradient is not finite, the parameters are invalid afterwards.
    ///
    /// @return the gradient's L2 norm before clipping
    double update(int step, double learningRate) {
        state.rule.begin(step);
        if (plan.clipNorm().isEmpty()) {
            UpdateRule.Step decayed = step(learningRate, 1, true);
            UpdateRule.Step kept = step(learningRate, 1, false);
            team.share(
                    groups.size(),
                    g -> {
                        differentiate(g);
                        groups.get(g).slices().forEach(slice -> move(slice, decayed, kept));
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
            team.share(slices.size(), s -> move(slices.get(s), decayed, kept));
        }
        return norm;
    }

    /// Computes the gradient without an update.
    void differentiate() {
        team.share(groups.size(), this::differentiate);
    }

    /// The gradient with respect to each parameter, in their layout; padding is 0.
    float[] gradient() {
        return gradient;
    }

    /// The gradient's L2 norm: the sums of squares of the slices, added in their order.
    double norm() {
        double sum = 0;
        for (double ofSlice : squares) {
            sum += ofSlice;
        }
        return Math.sqrt(sum);
    }

    /// Whether the gradient of the first layer's weights is exactly 0.
    boolean isWithoutGradient() {
        return squares[0] == 0 && firstLayerHasNoGradient();
    }

    private boolean firstLayerHasNoGradient() {
        for (int s = 0; s < squares.length && slices.get(s).isDecayed(); s++) {
            if (squares[s] != 0) {
                return false;
            }
        }
        return true;
    }

    private void back(Dataset dataset, int[] batch, int part) {
        int from = parts.from(part);
        int to = parts.to(part);
        network.load(dataset, batch, 0, from, to);
        network.forward(part, from, to);
        network.backward(
                part, from, to, batch.length, plan.regularisation().labelSmoothing(), losses);
    }

    private void differentiate(int g) {
        SliceGroup group = groups.get(g);
        group.differentiate(gradient, losses.length);
        for (int s = 0; s < group.slices().size(); s++) {
            ParameterSlice slice = group.slices().get(s);
            double sum = 0;
            for (int start : slice.starts()) {
                sum += products.squares(gradient, start, start + slice.length());
            }
            squares[group.first() + s] = sum;
        }
    }

    private void move(ParameterSlice slice, UpdateRule.Step decayed, UpdateRule.Step kept) {
        UpdateRule.Step step = slice.isDecayed() ? decayed : kept;
        for (int start : slice.starts()) {
            state.rule.apply(step, start, start + slice.length(), state.parameters, gradient);
            for (int i = 0; i < moments.size(); i++) {
                float smallest = state.rule.smallestOf(i);
                products.flush(moments.get(i), start, start + slice.length(), smallest);
            }
        }
        slice.afterUpdate();
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
