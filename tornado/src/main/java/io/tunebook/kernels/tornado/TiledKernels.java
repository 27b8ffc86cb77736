package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// The products of [DenseKernels] in tiles of 16 x 16 in local memory: a work group computes a tile
/// of the result, the grid is `[trial][line][column]`. The sums have the same order.
final class TiledKernels {

    /// Lines and columns of a tile.
    static final int EDGE = 16;

    private static final int TILE = EDGE * EDGE;

    private TiledKernels() {}

    static void forward(
            KernelContext context,
            FloatArray x,
            FloatArray state,
            FloatArray z,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at,
            int biased) {
        int j = context.globalIdx;
        int r = context.globalIdy;
        int t = context.globalIdz;
        int column = context.localIdx;
        int line = context.localIdy;
        float[] left = context.allocateFloatLocalArray(TILE);
        float[] right = context.allocateFloatLocalArray(TILE);
        int weight = t * size + at;
        float sum = 0f;
        if (biased == 1 && j < outputs) {
            sum = state.get(weight + inputs * outputs + j);
        }
        for (int from = 0; from < inputs; from += EDGE) {
            float a = 0f;
            if (r < rows && from + column < inputs) {
                a = x.get((t * rows + r) * inputs + from + column);
            }
            float b = 0f;
            if (j < outputs && from + line < inputs) {
                b = state.get(weight + (from + line) * outputs + j);
            }
            left[line * EDGE + column] = a;
            right[line * EDGE + column] = b;
            context.localBarrier();
            for (int k = 0; k < EDGE; k++) {
                sum += left[line * EDGE + k] * right[k * EDGE + column];
            }
            context.localBarrier();
        }
        if (r < rows && j < outputs) {
            z.set((t * rows + r) * outputs + j, sum);
        }
    }

    static void backward(
            KernelContext context,
            FloatArray dz,
            FloatArray state,
            FloatArray dx,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at) {
        int i = context.globalIdx;
        int r = context.globalIdy;
        int t = context.globalIdz;
        int column = context.localIdx;
        int line = context.localIdy;
        float[] left = context.allocateFloatLocalArray(TILE);
        float[] right = context.allocateFloatLocalArray(TILE);
        int first = i - column;
        float sum = 0f;
        for (int from = 0; from < outputs; from += EDGE) {
            float a = 0f;
            if (r < rows && from + column < outputs) {
                a = dz.get((t * rows + r) * outputs + from + column);
            }
            float b = 0f;
            if (first + line < inputs && from + column < outputs) {
                b = state.get(t * size + at + (first + line) * outputs + from + column);
            }
            left[line * EDGE + column] = a;
            right[line * EDGE + column] = b;
            context.localBarrier();
            for (int k = 0; k < EDGE; k++) {
                sum += left[line * EDGE + k] * right[column * EDGE + k];
            }
            context.localBarrier();
        }
        if (r < rows && i < inputs) {
            dx.set((t * rows + r) * inputs + i, sum);
        }
    }

    static void gradient(
            KernelContext context,
            FloatArray x,
            FloatArray dz,
            FloatArray gradient,
            int rows,
            int inputs,
            int outputs,
            int parameters,
            int at,
            int lines) {
        int j = context.globalIdx;
        int i = context.globalIdy;
        int t = context.globalIdz;
        int column = context.localIdx;
        int line = context.localIdy;
        float[] left = context.allocateFloatLocalArray(TILE);
        float[] right = context.allocateFloatLocalArray(TILE);
        int first = i - line;
        float sum = 0f;
        for (int from = 0; from < rows; from += EDGE) {
            int row = from + line;
            float a = 0f;
            float b = 0f;
            if (row < rows) {
                if (first + column < inputs) {
                    a = x.get((t * rows + row) * inputs + first + column);
                }
                if (first + column == inputs) {
                    a = 1f;
                }
                if (j < outputs) {
                    b = dz.get((t * rows + row) * outputs + j);
                }
            }
            left[line * EDGE + column] = a;
            right[line * EDGE + column] = b;
            context.localBarrier();
            for (int k = 0; k < EDGE; k++) {
                sum += left[k * EDGE + line] * right[k * EDGE + column];
            }
            context.localBarrier();
        }
        if (i < lines && j < outputs) {
            gradient.set(t * parameters + at + i * outputs + j, sum);
        }
    }
}
