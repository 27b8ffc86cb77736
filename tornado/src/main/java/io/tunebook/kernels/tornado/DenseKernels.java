package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Products of a dense layer, one thread an element, each a sum in order. Trials are a dimension of
/// the grid; the sums of an inactive trial have no terms. `state` is `[trials][size]`, a layer's
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
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int r = 0; r < rows; r++) {
                for (@Parallel int j = 0; j < outputs; j++) {
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
                    z.set(to, Activations.value(sum, activation));
                    if (kept == 1) {
                        slopes.set(to, Activations.slope(sum, activation));
                    }
                }
            }
        }
    }

    /// `dx[trial][row][input] = slope sum of dz[trial][row][output] weight[input][output]`.
    ///
    /// @param sloped 1 to multiply by the derivatives of the layer below, 0 otherwise
    static void backward(
            FloatArray dz,
            IntArray active,
            FloatArray state,
            FloatArray slopes,
            FloatArray dx,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at,
            int sloped) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int r = 0; r < rows; r++) {
                for (@Parallel int k = 0; k < inputs; k++) {
                    int weight = t * size + at + k * outputs;
                    int from = (t * rows + r) * outputs;
                    int depth = outputs * active.get(t);
                    float sum = 0f;
                    for (int j = 0; j < depth; j++) {
                        sum += dz.get(from + j) * state.get(weight + j);
                    }
                    int to = (t * rows + r) * inputs + k;
                    if (sloped == 1) {
                        sum *= slopes.get(to);
                    }
                    dx.set(to, sum);
                }
            }
        }
    }

    /// `gradient[trial][input][output] = sum over rows of x[trial][row][input]
    /// dz[trial][row][output]`; line `inputs` is the gradient of the biases.
    ///
    /// @param parameters of a trial, the length of its gradient
    /// @param lines `inputs`, or one more with biases
    static void gradient(
            FloatArray x,
            IntArray order,
            IntArray control,
            IntArray active,
            FloatArray dz,
            FloatArray gradient,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int parameters,
            int at,
            int lines,
            int gathered) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int k = 0; k < lines; k++) {
                for (@Parallel int j = 0; j < outputs; j++) {
                    int first = t * rows;
                    int orders = 0;
                    if (gathered == 1) {
                        orders = (control.get(StepControl.NOW) * trials + t) * rows;
                    }
                    int depth = rows * active.get(t);
                    float sum = 0f;
                    for (int r = 0; r < depth; r++) {
                        int source = first + r;
                        if (gathered == 1) {
                            source = order.get(orders + r);
                        }
                        float a = 1f;
                        if (k < inputs) {
                            a = x.get(source * inputs + k);
                        }
                        sum += a * dz.get((first + r) * outputs + j);
                    }
                    gradient.set(t * parameters + at + k * outputs + j, sum);
                }
            }
        }
    }
}
