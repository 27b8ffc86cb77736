package io.tunebook.kernels.cpu;

/// [io.tunebook.kernels.Optimizer.Sgd].
final class GradientDescent implements UpdateRule {

    @Override
    public void apply(Step step, float[] w, float[] g) {
        float rate = step.rate();
        float scale = step.scale();
        float l2 = step.l2();
        float shrink = step.shrink();
        int to = step.to();
        for (int i = step.from(); i < to; i++) {
            float gradient = g[i] * scale + l2 * w[i];
            w[i] = w[i] * shrink - rate * gradient;
        }
    }
}
