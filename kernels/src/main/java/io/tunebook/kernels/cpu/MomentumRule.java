package io.tunebook.kernels.cpu;

import java.util.List;

/// [io.tunebook.kernels.Optimizer.Momentum] and [io.tunebook.kernels.Optimizer.Nesterov].
final class MomentumRule implements UpdateRule {

    private final float momentum;
    private final boolean nesterov;
    private final float[] velocity;

    MomentumRule(float momentum, boolean nesterov, int size) {
        this.momentum = momentum;
        this.nesterov = nesterov;
        this.velocity = new float[size];
    }

    @Override
    public void apply(Step step, int from, int to, float[] w, float[] g) {
        float rate = step.rate();
        float scale = step.scale();
        float l2 = step.l2();
        float shrink = step.shrink();
        float own = nesterov ? 1f : 0f;
        float carried = nesterov ? momentum : 1f;
        for (int i = from; i < to; i++) {
            float gradient = g[i] * scale + l2 * w[i];
            float v = momentum * velocity[i] + gradient;
            velocity[i] = v;
            w[i] = w[i] * shrink - rate * (own * gradient + carried * v);
        }
    }

    @Override
    public List<float[]> state() {
        return List.of(velocity);
    }
}
