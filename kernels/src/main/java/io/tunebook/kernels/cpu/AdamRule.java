package io.tunebook.kernels.cpu;

import java.util.List;

/// [io.tunebook.kernels.Optimizer.Adam], [io.tunebook.kernels.Optimizer.AdamW] and
/// [io.tunebook.kernels.Optimizer.NAdam]: one loop with different factors.
final class AdamRule implements UpdateRule {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final boolean nesterov;
    private final float[] means;
    private final float[] squares;

    /// For the step set by [#begin]: the factor of the learning rate, and the term added to the
    /// root of the second moment.
    private double correction;

    private float floor;

    AdamRule(double beta1, double beta2, double epsilon, boolean nesterov, int size) {
        this.beta1 = beta1;
        this.beta2 = beta2;
        this.epsilon = epsilon;
        this.nesterov = nesterov;
        this.means = new float[size];
        this.squares = new float[size];
    }

    /// Both rules are `w - r b m / (sqrt(v) + e)` with `b = sqrt(1 - beta2^t) / (1 - beta1^t)`; for
    /// Adam, whose paper adds epsilon to the corrected root, `e = epsilon sqrt(1 - beta2^t)`.
    @Override
    public void begin(int step) {
        double root = Math.sqrt(1 - StrictMath.pow(beta2, step));
        correction = root / (1 - StrictMath.pow(beta1, step));
        floor = (float) Math.max(Float.MIN_NORMAL, nesterov ? epsilon : epsilon * root);
    }

    @Override
    public void apply(Step step, int from, int to, float[] w, float[] g) {
        float rate = (float) (step.rate() * correction);
        float scale = step.scale();
        float l2 = step.l2();
        float shrink = step.shrink();
        float keep1 = (float) beta1;
        float rest1 = (float) (1 - beta1);
        float keep2 = (float) beta2;
        float rest2 = (float) (1 - beta2);
        float own = nesterov ? rest1 : 0f;
        float carried = nesterov ? keep1 : 1f;
        float e = floor;
        for (int i = from; i < to; i++) {
            float gradient = g[i] * scale + l2 * w[i];
            float m = keep1 * means[i] + rest1 * gradient;
            float v = keep2 * squares[i] + rest2 * gradient * gradient;
            means[i] = m;
            squares[i] = v;
            w[i] =
                    w[i] * shrink
                            - rate * (carried * m + own * gradient) / ((float) Math.sqrt(v) + e);
        }
    }

    /// The root of a second moment, not the moment itself, is in the denominator.
    @Override
    public float smallestOf(int array) {
        return array == 0 ? 0x1p-100f : Float.MIN_NORMAL;
    }

    @Override
    public List<float[]> state() {
        return List.of(means, squares);
    }
}
