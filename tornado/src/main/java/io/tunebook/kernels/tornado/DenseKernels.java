package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.annotations.Parallel;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// ProductKernels of a dense layer, one thread an element, each a sum in order. Trials are a
/// dimension of the grid. `state` is `[trials][size]`, a layer's weights `[inputs][outputs]` from
/// `at` on, its biases right behind them.
final class DenseKernels {

    private DenseKernels() {}

    /// `z[trial][row][output] = bias + sum of x[trial][row][input] weight[input][output]`.
    ///
    /// @param biased 1 to add biases, 0 otherwise
    static void forward(
            FloatArray x,
            FloatArray state,
            FloatArray z,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at,
            int biased) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int r = 0; r < rows; r++) {
                for (@Parallel int j = 0; j < outputs; j++) {
                    int weight = t * size + at + j;
                    int from = (t * rows + r) * inputs;
                    float sum = 0f;
                    if (biased == 1) {
                        sum = state.get(weight + inputs * outputs);
                    }
                    for (int k = 0; k < inputs; k++) {
                        sum += x.get(from + k) * state.get(weight + k * outputs);
                    }
                    z.set((t * rows + r) * outputs + j, sum);
                }
            }
        }
    }

    /// `dx[trial][row][input] = sum of dz[trial][row][output] weight[input][output]`.
    static void backward(
            FloatArray dz,
            FloatArray state,
            FloatArray dx,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int r = 0; r < rows; r++) {
                for (@Parallel int k = 0; k < inputs; k++) {
                    int weight = t * size + at + k * outputs;
                    int from = (t * rows + r) * outputs;
                    float sum = 0f;
                    for (int j = 0; j < outputs; j++) {
                        sum += dz.get(from + j) * state.get(weight + j);
                    }
                    dx.set((t * rows + r) * inputs + k, sum);
                }
            }
        }
    }

    /// `gradient[trial][input][output] = sum over rows of x[trial][row][input]
    /// dz[trial][row][output]`.
    ///
    /// @param parameters of a trial, the length of its gradient
    static void gradient(
            FloatArray x,
            FloatArray dz,
            FloatArray gradient,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int parameters,
            int at) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int k = 0; k < inputs; k++) {
                for (@Parallel int j = 0; j < outputs; j++) {
                    int first = t * rows;
                    float sum = 0f;
                    for (int r = 0; r < rows; r++) {
                        sum += x.get((first + r) * inputs + k) * dz.get((first + r) * outputs + j);
                    }
                    gradient.set(t * parameters + at + k * outputs + j, sum);
                }
            }
        }
    }

    /// The gradient of the biases of a dense layer, which has one pixel, or of a convolution: the
    /// sum of `dz[trial][row][pixel][output]`.
    static void biasGradient(
            FloatArray dz,
            FloatArray gradient,
            int trials,
            int rows,
            int pixels,
            int outputs,
            int parameters,
            int at) {
        for (@Parallel int t = 0; t < trials; t++) {
            for (@Parallel int j = 0; j < outputs; j++) {
                float sum = 0f;
                for (int r = 0; r < rows; r++) {
                    float image = 0f;
                    for (int p = 0; p < pixels; p++) {
                        image += dz.get(((t * rows + r) * pixels + p) * outputs + j);
                    }
                    sum += image;
                }
                gradient.set(t * parameters + at + j, sum);
            }
        }
    }
}
