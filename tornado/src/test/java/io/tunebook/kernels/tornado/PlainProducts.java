package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// What the products of the backward pass compute, as plain Java: one sum an element.
final class PlainProducts {

    private PlainProducts() {}

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
        for (int t = 0; t < trials; t++) {
            for (int r = 0; r < rows; r++) {
                for (int k = 0; k < inputs; k++) {
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
                    if (depth > 0) {
                        dx.set(to, sum);
                    }
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
        for (int t = 0; t < trials; t++) {
            for (int k = 0; k < lines; k++) {
                for (int j = 0; j < outputs; j++) {
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
                    if (depth > 0) {
                        gradient.set(t * parameters + at + k * outputs + j, sum);
                    }
                }
            }
        }
    }
}
