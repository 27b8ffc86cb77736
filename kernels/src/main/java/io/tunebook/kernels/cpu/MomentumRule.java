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
        if (step.scale() == 1 && step.l2() == 0 && step.shrink() == 1) {
            applyGradientAlone(step.rate(), from, to, w, g);
            return;
        }
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

    /// The same without clipping, L2 and decay: three operations of eleven less for each parameter.
    private void applyGradientAlone(float rate, int from, int to, float[] w, float[] g) {
        float own = nesterov ? 1f : 0f;
        float carried = nesterov ? momentum : 1f;
        float kept = momentum;
        float[] v = velocity;
        for (int i = from; i < to; i++) {
            float moved = kept * v[i] + g[i];
            v[i] = moved;
            w[i] -= rate * (own * g[i] + carried * moved);
        }
    }

    @Override
    public List<float[]> state() {
        return List.of(velocity);
    }
}
