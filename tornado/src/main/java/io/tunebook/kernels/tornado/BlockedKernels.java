package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// The products of [DenseKernels] in blocks of 64 lines and 128 columns: a work group of 8 x 16
/// threads computes one block, each thread 8 x 8 elements, 8 lines and 16 columns apart. Slices of
/// 8 terms of both factors are read through local memory, and the next slice is loaded from global
/// memory while one is summed; each element is one sum in order.
///
/// The grid is `[trial][line][column]`. The sums of an inactive trial have no terms and are not
/// written. Local arrays cannot be passed to a method: TornadoVM 5.2.0 then computes their
/// addresses wrongly.
final class BlockedKernels {

    /// Threads of a work group along the columns.
    static final int ACROSS = 16;

    /// Threads of a work group along the lines.
    static final int DOWN = 8;

    /// Elements of a thread in each direction.
    private static final int EACH = 8;

    /// Lines of a block.
    private static final int LINES = DOWN * EACH;

    /// Columns of a block.
    private static final int COLUMNS = ACROSS * EACH;

    /// Terms of the sum in local memory.
    private static final int SLICE = 8;

    private static final int GROUP = ACROSS * DOWN;

    /// Elements of a slice of the left factor that a thread loads, and of the right one.
    private static final int LEFT = LINES * SLICE / GROUP;

    private static final int RIGHT = COLUMNS * SLICE / GROUP;

    /// Lines or columns between two loads of a thread, where threads are next to each other along
    /// the terms.
    private static final int STEP = GROUP / SLICE;

    /// Floats from a term to the next in local memory: a multiple of 4 more than a block, so that
    /// threads that write along the terms use different banks.
    private static final int LEFT_STRIDE = LINES + 4;

    private static final int RIGHT_STRIDE = COLUMNS + 4;

    private BlockedKernels() {}

    /// Blocks of a product.
    static int blocks(int lines, int columns) {
        return blocksDown(lines) * blocksAcross(columns);
    }

    /// Threads of the grid for a number of columns.
    static int threadsAcross(int columns) {
        return blocksAcross(columns) * ACROSS;
    }

    /// Threads of the grid for a number of lines.
    static int threadsDown(int lines) {
        return blocksDown(lines) * DOWN;
    }

    private static int blocksAcross(int columns) {
        return (columns + COLUMNS - 1) / COLUMNS;
    }

    private static int blocksDown(int lines) {
        return (lines + LINES - 1) / LINES;
    }

    /// [DenseKernels#forward].
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
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = context.globalIdz;
        int row0 = context.groupIdy * LINES;
        int column0 = context.groupIdx * COLUMNS;
        int own = ty * ACROSS + tx;
        float[] left = context.allocateFloatLocalArray(SLICE * LEFT_STRIDE);
        float[] right = context.allocateFloatLocalArray(SLICE * RIGHT_STRIDE);
        int slot = 0;
        if (gathered == 1) {
            slot = control.get(StepControl.NEXT);
            if (context.globalIdx + context.globalIdy + context.globalIdz == 0) {
                control.set(StepControl.NOW, slot);
            }
        }
        int present = rows * active.get(t);
        int depth = inputs * active.get(t);
        int weights = t * size + at;
        int orders = (slot * trials + t) * orderOfTrial;
        int first = t * rows;
        float[] sums = new float[EACH * EACH];
        for (int i = 0; i < EACH * EACH; i++) {
            sums[i] = 0f;
        }
        float[] a = new float[LEFT];
        float[] b = new float[RIGHT];
        for (int i = 0; i < LEFT; i++) {
            a[i] =
                    input(
                            x,
                            order,
                            gathered,
                            orders,
                            first,
                            row0 + own / SLICE + STEP * i,
                            rows,
                            own % SLICE,
                            inputs);
        }
        for (int i = 0; i < RIGHT; i++) {
            b[i] =
                    weight(
                            state,
                            weights,
                            own / COLUMNS + GROUP / COLUMNS * i,
                            inputs,
                            column0 + own % COLUMNS,
                            outputs);
        }
        for (int from = 0; from < depth; from += SLICE) {
            for (int i = 0; i < LEFT; i++) {
                left[(own % SLICE) * LEFT_STRIDE + own / SLICE + STEP * i] = a[i];
            }
            for (int i = 0; i < RIGHT; i++) {
                right[(own / COLUMNS + GROUP / COLUMNS * i) * RIGHT_STRIDE + own % COLUMNS] = b[i];
            }
            context.localBarrier();
            for (int i = 0; i < LEFT; i++) {
                a[i] =
                        input(
                                x,
                                order,
                                gathered,
                                orders,
                                first,
                                row0 + own / SLICE + STEP * i,
                                rows,
                                from + SLICE + own % SLICE,
                                inputs);
            }
            for (int i = 0; i < RIGHT; i++) {
                b[i] =
                        weight(
                                state,
                                weights,
                                from + SLICE + own / COLUMNS + GROUP / COLUMNS * i,
                                inputs,
                                column0 + own % COLUMNS,
                                outputs);
            }
            for (int k = 0; k < SLICE; k++) {
                for (int i = 0; i < EACH; i++) {
                    float factor = left[k * LEFT_STRIDE + ty + DOWN * i];
                    for (int j = 0; j < EACH; j++) {
                        sums[i * EACH + j] += factor * right[k * RIGHT_STRIDE + tx + ACROSS * j];
                    }
                }
            }
            context.localBarrier();
        }
        int biases = weights + inputs * outputs;
        for (int i = 0; i < EACH; i++) {
            int r = row0 + ty + DOWN * i;
            for (int j = 0; j < EACH; j++) {
                int column = column0 + tx + ACROSS * j;
                if (r < present && column < outputs) {
                    float sum = sums[i * EACH + j];
                    if (biased == 1) {
                        sum += state.get(biases + column);
                    }
                    int to = (first + r) * outputs + column;
                    z.set(to, Activations.value(sum, activation));
                    if (kept == 1) {
                        slopes.set(to, Activations.slope(sum, activation));
                    }
                }
            }
        }
    }

    /// [DenseKernels#backward].
    static void backward(
            KernelContext context,
            FloatArray dz,
            IntArray active,
            FloatArray state,
            FloatArray slopes,
            FloatArray dx,
            int rows,
            int inputs,
            int outputs,
            int size,
            int at,
            int sloped) {
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = context.globalIdz;
        int row0 = context.groupIdy * LINES;
        int column0 = context.groupIdx * COLUMNS;
        int own = ty * ACROSS + tx;
        float[] left = context.allocateFloatLocalArray(SLICE * LEFT_STRIDE);
        float[] right = context.allocateFloatLocalArray(SLICE * RIGHT_STRIDE);
        int present = rows * active.get(t);
        int depth = outputs * active.get(t);
        int weights = t * size + at;
        int first = t * rows;
        float[] sums = new float[EACH * EACH];
        for (int i = 0; i < EACH * EACH; i++) {
            sums[i] = 0f;
        }
        float[] a = new float[LEFT];
        float[] b = new float[RIGHT];
        for (int i = 0; i < LEFT; i++) {
            a[i] = element(dz, first, row0 + own / SLICE + STEP * i, rows, own % SLICE, outputs);
        }
        for (int i = 0; i < RIGHT; i++) {
            b[i] =
                    weight(
                            state,
                            weights,
                            column0 + own / SLICE + STEP * i,
                            inputs,
                            own % SLICE,
                            outputs);
        }
        for (int from = 0; from < depth; from += SLICE) {
            for (int i = 0; i < LEFT; i++) {
                left[(own % SLICE) * LEFT_STRIDE + own / SLICE + STEP * i] = a[i];
            }
            for (int i = 0; i < RIGHT; i++) {
                right[(own % SLICE) * RIGHT_STRIDE + own / SLICE + STEP * i] = b[i];
            }
            context.localBarrier();
            for (int i = 0; i < LEFT; i++) {
                a[i] =
                        element(
                                dz,
                                first,
                                row0 + own / SLICE + STEP * i,
                                rows,
                                from + SLICE + own % SLICE,
                                outputs);
            }
            for (int i = 0; i < RIGHT; i++) {
                b[i] =
                        weight(
                                state,
                                weights,
                                column0 + own / SLICE + STEP * i,
                                inputs,
                                from + SLICE + own % SLICE,
                                outputs);
            }
            for (int k = 0; k < SLICE; k++) {
                for (int i = 0; i < EACH; i++) {
                    float factor = left[k * LEFT_STRIDE + ty + DOWN * i];
                    for (int j = 0; j < EACH; j++) {
                        sums[i * EACH + j] += factor * right[k * RIGHT_STRIDE + tx + ACROSS * j];
                    }
                }
            }
            context.localBarrier();
        }
        for (int i = 0; i < EACH; i++) {
            int r = row0 + ty + DOWN * i;
            for (int j = 0; j < EACH; j++) {
                int column = column0 + tx + ACROSS * j;
                if (r < present && column < inputs) {
                    int to = (first + r) * inputs + column;
                    float sum = sums[i * EACH + j];
                    if (sloped == 1) {
                        sum *= slopes.get(to);
                    }
                    dx.set(to, sum);
                }
            }
        }
    }

    /// [DenseKernels#gradient]. Each work group also writes the sum of the squares of its block and
    /// its largest element to `partial`, `[trial][from first][2]`.
    ///
    /// @param partials of a trial
    /// @param firstPartial the position of this layer's partial numbers
    /// @param limit lines whose elements count for the largest
    static void gradient(
            KernelContext context,
            FloatArray x,
            IntArray order,
            IntArray control,
            IntArray active,
            FloatArray dz,
            FloatArray gradient,
            FloatArray partial,
            int trials,
            int rows,
            int inputs,
            int outputs,
            int parameters,
            int at,
            int lines,
            int gathered,
            int partials,
            int firstPartial,
            int limit) {
        int tx = context.localIdx;
        int ty = context.localIdy;
        int t = context.globalIdz;
        int line0 = context.groupIdy * LINES;
        int column0 = context.groupIdx * COLUMNS;
        int own = ty * ACROSS + tx;
        float[] left = context.allocateFloatLocalArray(SLICE * LEFT_STRIDE);
        float[] right = context.allocateFloatLocalArray(SLICE * RIGHT_STRIDE);
        int orders = 0;
        if (gathered == 1) {
            orders = (control.get(StepControl.NOW) * trials + t) * rows;
        }
        int present = lines * active.get(t);
        int depth = rows * active.get(t);
        int first = t * rows;
        float[] sums = new float[EACH * EACH];
        for (int i = 0; i < EACH * EACH; i++) {
            sums[i] = 0f;
        }
        float[] a = new float[LEFT];
        float[] b = new float[RIGHT];
        for (int i = 0; i < LEFT; i++) {
            a[i] =
                    inputOrOne(
                            x,
                            order,
                            gathered,
                            orders,
                            first,
                            own / LINES + GROUP / LINES * i,
                            rows,
                            line0 + own % LINES,
                            inputs);
        }
        for (int i = 0; i < RIGHT; i++) {
            b[i] =
                    element(
                            dz,
                            first,
                            own / COLUMNS + GROUP / COLUMNS * i,
                            rows,
                            column0 + own % COLUMNS,
                            outputs);
        }
        for (int from = 0; from < depth; from += SLICE) {
            for (int i = 0; i < LEFT; i++) {
                left[(own / LINES + GROUP / LINES * i) * LEFT_STRIDE + own % LINES] = a[i];
            }
            for (int i = 0; i < RIGHT; i++) {
                right[(own / COLUMNS + GROUP / COLUMNS * i) * RIGHT_STRIDE + own % COLUMNS] = b[i];
            }
            context.localBarrier();
            for (int i = 0; i < LEFT; i++) {
                a[i] =
                        inputOrOne(
                                x,
                                order,
                                gathered,
                                orders,
                                first,
                                from + SLICE + own / LINES + GROUP / LINES * i,
                                rows,
                                line0 + own % LINES,
                                inputs);
            }
            for (int i = 0; i < RIGHT; i++) {
                b[i] =
                        element(
                                dz,
                                first,
                                from + SLICE + own / COLUMNS + GROUP / COLUMNS * i,
                                rows,
                                column0 + own % COLUMNS,
                                outputs);
            }
            for (int k = 0; k < SLICE; k++) {
                for (int i = 0; i < EACH; i++) {
                    float factor = left[k * LEFT_STRIDE + ty + DOWN * i];
                    for (int j = 0; j < EACH; j++) {
                        sums[i * EACH + j] += factor * right[k * RIGHT_STRIDE + tx + ACROSS * j];
                    }
                }
            }
            context.localBarrier();
        }
        float squares = 0f;
        float largest = 0f;
        for (int i = 0; i < EACH; i++) {
            int line = line0 + ty + DOWN * i;
            for (int j = 0; j < EACH; j++) {
                int column = column0 + tx + ACROSS * j;
                if (line < present && column < outputs) {
                    float sum = sums[i * EACH + j];
                    gradient.set(t * parameters + at + line * outputs + column, sum);
                    squares += sum * sum;
                    if (line < limit) {
                        largest = Math.max(largest, Math.abs(sum));
                    }
                }
            }
        }
        left[own] = squares;
        right[own] = largest;
        for (int half = GROUP / 2; half > 0; half /= 2) {
            context.localBarrier();
            if (own < half) {
                left[own] += left[own + half];
                right[own] = Math.max(right[own], right[own + half]);
            }
        }
        if (own == 0) {
            int across = (outputs + COLUMNS - 1) / COLUMNS;
            int block = context.groupIdy * across + context.groupIdx;
            int to = (t * partials + firstPartial + block) * UpdateKernels.PARTIAL;
            partial.set(to, left[0]);
            partial.set(to + 1, right[0]);
        }
    }

    /// An input of a row of the dataset or of the layer below; 0 beyond the last row or input.
    private static float input(
            FloatArray x,
            IntArray order,
            int gathered,
            int orders,
            int first,
            int row,
            int rows,
            int input,
            int inputs) {
        float value = 0f;
        if (row < rows && input < inputs) {
            int source = first + row;
            if (gathered == 1) {
                source = order.get(orders + row);
            }
            value = x.get(source * inputs + input);
        }
        return value;
    }

    /// The same, and 1 behind the last input: the factor of the biases.
    private static float inputOrOne(
            FloatArray x,
            IntArray order,
            int gathered,
            int orders,
            int first,
            int row,
            int rows,
            int input,
            int inputs) {
        float value = input(x, order, gathered, orders, first, row, rows, input, inputs);
        if (row < rows && input == inputs) {
            value = 1f;
        }
        return value;
    }

    /// A weight of a trial; 0 beyond the last input or output.
    private static float weight(
            FloatArray state, int weights, int input, int inputs, int output, int outputs) {
        float value = 0f;
        if (input < inputs && output < outputs) {
            value = state.get(weights + input * outputs + output);
        }
        return value;
    }

    /// An element of a trial's rows; 0 beyond the last row or column.
    private static float element(
            FloatArray values, int first, int row, int rows, int column, int columns) {
        float value = 0f;
        if (row < rows && column < columns) {
            value = values.get((first + row) * columns + column);
        }
        return value;
    }
}
