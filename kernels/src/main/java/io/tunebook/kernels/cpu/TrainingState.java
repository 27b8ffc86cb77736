package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The state of a training: parameters, the optimizer's state, running statistics, and the position
/// in the order of the rows.
final class TrainingState {

    final float[] parameters;
    final UpdateRule rule;

    /// One array per layer with weights, empty if the layer is not normalised.
    final List<float[]> running;

    RowOrder order;

    /// The number of consecutive steps in which the first layer had no gradient.
    int stepsWithoutGradient;

    TrainingState(float[] parameters, UpdateRule rule, List<float[]> running, RowOrder order) {
        this.parameters = parameters;
        this.rule = rule;
        this.running = running;
        this.order = order;
    }

    /// Initial running statistics: means of 0 and variances of 1.
    static List<float[]> running(ParameterLayout layout) {
        List<float[]> running = new ArrayList<>();
        for (ParameterLayout.Block block : layout.blocks()) {
            int lanes = block.normalised() ? Matrix.padded(block.outputs()) : 0;
            float[] statistics = new float[2 * lanes];
            Arrays.fill(statistics, lanes, 2 * lanes, 1f);
            running.add(statistics);
        }
        return running;
    }

    /// The arrays themselves, not copies; the parameters first.
    List<float[]> arrays() {
        List<float[]> arrays = new ArrayList<>();
        arrays.add(parameters);
        arrays.addAll(rule.state());
        arrays.addAll(running);
        return arrays;
    }

    long[] numbers() {
        long[] position = order.position();
        return new long[] {position[0], position[1], stepsWithoutGradient};
    }

    /// Restores the state from a checkpoint.
    void restore(List<float[]> saved, long[] numbers, int rows) {
        List<float[]> own = arrays();
        for (int i = 0; i < own.size(); i++) {
            if (i >= saved.size() || saved.get(i).length != own.get(i).length) {
                throw new IllegalArgumentException(
                        "the checkpoint's arrays do not match its plan: it is damaged, or another version of Tunebook wrote it");
            }
            System.arraycopy(saved.get(i), 0, own.get(i), 0, own.get(i).length);
        }
        order = RowOrder.resume(rows, numbers);
        stepsWithoutGradient = (int) numbers[2];
    }
}
