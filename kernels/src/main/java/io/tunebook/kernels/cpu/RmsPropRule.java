package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Optimizer;
import java.util.Arrays;
import java.util.List;

/// [io.tunebook.kernels.Optimizer.RmsProp].
final class RmsPropRule implements UpdateRule {

    private final float decay;
    private final float rest;
    private final float momentum;
    private final float epsilon;
    private final float[] squares;
    private final float[] moved;

    RmsPropRule(Optimizer.RmsProp optimizer, int size) {
        this.decay = (float) optimizer.decay();
        this.rest = (float) (1 - optimizer.decay());
        this.momentum = (float) optimizer.momentum();
        this.epsilon = (float) optimizer.epsilon();
        this.squares = new float[size];
        this.moved = new float[size];
        Arrays.fill(squares, 1f);
    }

    @Override
    public void apply(Step step, int from, int to, float[] w, float[] g) {
        float rate = step.rate();
        float scale = step.scale();
        float l2 = step.l2();
        float shrink = step.shrink();
        for (int i = from; i < to; i++) {
            float gradient = g[i] * scale + l2 * w[i];
            float s = decay * squares[i] + rest * gradient * gradient;
            squares[i] = s;
            float move = momentum * moved[i] + rate * gradient / (float) Math.sqrt(s + epsilon);
            moved[i] = move;
            w[i] = w[i] * shrink - move;
        }
    }

    @Override
    public float smallestOf(int array) {
        return array == 0 ? Float.MIN_NORMAL : 0x1p-100f;
    }

    @Override
    public List<float[]> state() {
        return List.of(squares, moved);
    }
}
