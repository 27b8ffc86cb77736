package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a training has learned: parameters, the optimizer's state, running statistics; and where it
/// stands in the order of the rows.
final class TrainingState {

    final float[] parameters;
    final UpdateRule rule;

    /// One array for each layer with weights, empty where it is not normalised.
    final List<float[]> running;

    RowOrder order;

    /// For how many steps on end the first layer has had no gradient.
    int stepsWithoutGradient;

    TrainingState(float[] parameters, UpdateRule rule, List<float[]> running, RowOrder order) {
        this.parameters = parameters;
        this.rule = rule;
        this.running = running;
        this.order = order;
    }

    /// Means of 0 and variances of 1.
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

    /// The arrays themselves, parameters first.
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

    /// Takes over what was remembered.
    void restore(List<float[]> remembered, long[] numbers, int rows) {
        List<float[]> own = arrays();
        for (int i = 0; i < own.size(); i++) {
            if (i >= remembered.size() || remembered.get(i).length != own.get(i).length) {
                throw new IllegalArgumentException("the checkpoint does not fit its plan");
            }
            System.arraycopy(remembered.get(i), 0, own.get(i), 0, own.get(i).length);
        }
        order = RowOrder.resume(rows, numbers);
        stepsWithoutGradient = (int) numbers[2];
    }
}
