package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The forward product of a dense layer with few outputs, one thread an element, each a sum in
/// order; [BlockedKernels] has the other products. Trials are a dimension of the grid; the sums of
/// an inactive trial have no terms and are not written. `state` is `[trials][size]`, a layer's
/// weights `[inputs][outputs]` from `at` on, its biases right behind them.
///
/// The first layer reads its rows from the dataset (`gathered`), by their numbers in `order`,
/// `[slot][trials][rows]`; other layers read `x`, `[trials][rows][inputs]`.
final class DenseKernels {

    private DenseKernels() {}

    /// `z[trial][row][output] = activation(bias + sum of x[trial][row][input]
    /// weight[input][output])`, and its derivative in `slopes`.
    ///
    /// @param biased 1 to add biases, 0 otherwise
    /// @param gathered 1 to read rows of the dataset
    /// @param orderOfTrial row numbers of a trial in `order`; 0 if all trials have the same
    /// @param kept 1 to keep the derivatives for the backward pass
    static void forward(
            KernelContext context,
            FloatArray x,
            IntArray order,
            IntArray control,
            IntArray active,
            FloatArray state,
            FloatArray z,
            FloatArray slopes,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at,
            int biased,
            int gathered,
            int orderOfTrial,
            int activation,
            int kept) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int j = context.globalIdx;
        if (t < trials && r < rows && j < outputs) {
            int weight = t * size + at + j;
            int source = t * rows + r;
            if (gathered == 1) {
                int slot = control.get(StepControl.NEXT);
                source = order.get((slot * trials + t) * orderOfTrial + r);
                if (t + r + j == 0) {
                    control.set(StepControl.NOW, slot);
                }
            }
            int depth = inputs * active.get(t);
            float sum = 0f;
            for (int k = 0; k < depth; k++) {
                sum += x.get(source * inputs + k) * state.get(weight + k * outputs);
            }
            if (biased == 1) {
                sum += state.get(weight + inputs * outputs);
            }
            int to = (t * rows + r) * outputs + j;
            if (depth > 0) {
                z.set(to, Activations.value(sum, activation));
                if (kept == 1) {
                    slopes.set(to, Activations.slope(sum, activation));
                }
            }
        }
    }
}
