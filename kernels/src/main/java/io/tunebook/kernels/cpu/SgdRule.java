package io.tunebook.kernels.cpu;

import java.util.List;

/// [io.tunebook.kernels.Optimizer.Sgd].
final class SgdRule implements UpdateRule {

    @Override
    public void apply(Step step, int from, int to, float[] w, float[] g) {
        float rate = step.rate();
        float scale = step.scale();
        float l2 = step.l2();
        float shrink = step.shrink();
        for (int i = from; i < to; i++) {
            float gradient = g[i] * scale + l2 * w[i];
            w[i] = w[i] * shrink - rate * gradient;
        }
    }

    @Override
    public List<float[]> state() {
        return List.of();
    }
}
