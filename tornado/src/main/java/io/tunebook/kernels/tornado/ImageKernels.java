package io.tunebook.kernels.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Convolutions that preserve an image's size, and poolings; values are
/// `[trials][rows][height][width][channels]`, a convolution's weights `[line][column][input
/// channel][output channel]`.
final class ImageKernels {

    private ImageKernels() {}

    /// @param biased 1 to add biases, which follow the weights
    static void convolve(
            KernelContext context,
            FloatArray x,
            IntArray active,
            FloatArray state,
            FloatArray z,
            int trials,
            int rows,
            int height,
            int width,
            int inputs,
            int outputs,
            int edge,
            int size,
            int at,
            int biased) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && r < rows && i < height * width * outputs) {
            int j = i % outputs;
            int column = i / outputs % width;
            int line = i / outputs / width;
            int half = edge / 2;
            int depth = inputs * active.get(t);
            int weights = t * size + at + j;
            float sum = 0f;
            if (biased == 1) {
                sum = state.get(weights + edge * edge * inputs * outputs);
            }
            for (int ky = 0; ky < edge; ky++) {
                int y = line + ky - half;
                for (int kx = 0; kx < edge; kx++) {
                    int x0 = column + kx - half;
                    if (y >= 0 && y < height && x0 >= 0 && x0 < width) {
                        int from = (((t * rows + r) * height + y) * width + x0) * inputs;
                        int weight = weights + (ky * edge + kx) * inputs * outputs;
                        for (int c = 0; c < depth; c++) {
                            sum += x.get(from + c) * state.get(weight + c * outputs);
                        }
                    }
                }
            }
            z.set((t * rows + r) * height * width * outputs + i, sum);
        }
    }

    static void convolveBackward(
            KernelContext context,
            FloatArray dz,
            IntArray active,
            FloatArray state,
            FloatArray dx,
            int trials,
            int rows,
            int height,
            int width,
            int inputs,
            int outputs,
            int edge,
            int size,
            int at) {
        int t = context.globalIdz;
        int r = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && r < rows && i < height * width * inputs) {
            int c = i % inputs;
            int column = i / inputs % width;
            int line = i / inputs / width;
            int half = edge / 2;
            int depth = outputs * active.get(t);
            float sum = 0f;
            for (int ky = 0; ky < edge; ky++) {
                int y = line - ky + half;
                for (int kx = 0; kx < edge; kx++) {
                    int x0 = column - kx + half;
                    if (y >= 0 && y < height && x0 >= 0 && x0 < width) {
                        int from = (((t * rows + r) * height + y) * width + x0) * outputs;
                        int weight = t * size + at + ((ky * edge + kx) * inputs + c) * outputs;
                        for (int j = 0; j < depth; j++) {
                            sum += dz.get(from + j) * state.get(weight + j);
                        }
                    }
                }
            }
            dx.set((t * rows + r) * height * width * inputs + i, sum);
        }
    }

    /// The gradient of a part of the minibatch, `parts[trial][part][line][output]`: images `part
    /// length` and the `length - 1` after it. Line `edge edge inputs` is that of the biases. The
    /// sum over all images in one thread would leave most of a device idle.
    ///
    /// @param count of the parts
    /// @param lines of weights, and one more with biases
    static void convolveGradient(
            KernelContext context,
            FloatArray x,
            IntArray active,
            FloatArray dz,
            FloatArray parts,
            int trials,
            int rows,
            int height,
            int width,
            int inputs,
            int outputs,
            int edge,
            int count,
            int length,
            int lines) {
        int tp = context.globalIdz;
        int k = context.globalIdy;
        int j = context.globalIdx;
        if (tp < trials * count && k < lines && j < outputs) {
            int t = tp / count;
            int first = tp % count * length;
            int end = Math.min(rows, first + length * active.get(t));
            int c = k % inputs;
            int kx = k / inputs % edge;
            int ky = k / inputs / edge;
            int half = edge / 2;
            float sum = 0f;
            for (int r = first; r < end; r++) {
                float image = 0f;
                for (int y = 0; y < height; y++) {
                    int fromY = y + ky - half;
                    for (int x0 = 0; x0 < width; x0++) {
                        int fromX = x0 + kx - half;
                        int pixel = ((t * rows + r) * height + y) * width + x0;
                        float a = 0f;
                        if (fromY >= 0 && fromY < height && fromX >= 0 && fromX < width) {
                            int source = ((t * rows + r) * height + fromY) * width + fromX;
                            a = x.get(source * inputs + c);
                        }
                        if (k == edge * edge * inputs) {
                            a = 1f;
                        }
                        image += a * dz.get(pixel * outputs + j);
                    }
                }
                sum += image;
            }
            parts.set((tp * lines + k) * outputs + j, sum);
        }
    }

    /// `gradient[trial][at + i] = sum over parts of parts[trial][part][i]`, `i < elements`.
    static void sumParts(
            KernelContext context,
            FloatArray parts,
            FloatArray gradient,
            int trials,
            int count,
            int elements,
            int parameters,
            int at) {
        int t = context.globalIdy;
        int i = context.globalIdx;
        if (t < trials && i < elements) {
            float sum = 0f;
            for (int p = 0; p < count; p++) {
                sum += parts.get((t * count + p) * elements + i);
            }
            gradient.set(t * parameters + at + i, sum);
        }
    }

    /// Max pooling.
    static void maxPool(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            IntArray active,
            int images,
            int rows,
            int height,
            int width,
            int channels,
            int window) {
        int n = context.globalIdy;
        int i = context.globalIdx;
        if (n < images && i < (height / window) * (width / window) * channels) {
            int c = i % channels;
            int column = i / channels % (width / window) * window;
            int line = i / channels / (width / window) * window;
            int from = ((n * height + line) * width + column) * channels + c;
            float max = x.get(from);
            int places = window * window * active.get(n / rows);
            for (int place = 1; place < places; place++) {
                int step = place / window * width + place % window;
                max = Math.max(max, x.get(from + step * channels));
            }
            y.set(n * ((height / window) * (width / window) * channels) + i, max);
        }
    }

    /// Average pooling.
    static void averagePool(
            KernelContext context,
            FloatArray x,
            FloatArray y,
            IntArray active,
            int images,
            int rows,
            int height,
            int width,
            int channels,
            int window) {
        int n = context.globalIdy;
        int i = context.globalIdx;
        if (n < images && i < (height / window) * (width / window) * channels) {
            int c = i % channels;
            int column = i / channels % (width / window) * window;
            int line = i / channels / (width / window) * window;
            int from = ((n * height + line) * width + column) * channels + c;
            float sum = 0f;
            int places = window * window * active.get(n / rows);
            for (int place = 0; place < places; place++) {
                int step = place / window * width + place % window;
                sum += x.get(from + step * channels);
            }
            float share = 1f / (window * window);
            y.set(n * ((height / window) * (width / window) * channels) + i, sum * share);
        }
    }

    /// The gradient of [#maxPool], one thread per input pixel: it goes to the first of the window's
    /// largest pixels. Pixels beyond the last whole window have none.
    static void maxPoolBackward(
            KernelContext context,
            FloatArray dy,
            FloatArray x,
            FloatArray y,
            FloatArray dx,
            IntArray active,
            int images,
            int rows,
            int height,
            int width,
            int channels,
            int window) {
        int n = context.globalIdy;
        int i = context.globalIdx;
        if (n < images && i < height * width * channels) {
            int c = i % channels;
            int column = i / channels % width;
            int line = i / channels / width;
            int across = width / window;
            int outLine = line / window;
            int outColumn = column / window;
            float delta = 0f;
            if (outLine < height / window && outColumn < across && active.get(n / rows) == 1) {
                int out = ((n * (height / window) + outLine) * across + outColumn) * channels + c;
                int own = line % window * window + column % window;
                int from =
                        ((n * height + outLine * window) * width + outColumn * window) * channels
                                + c;
                float max = y.get(out);
                int before = 0;
                for (int place = 0; place < own; place++) {
                    int step = place / window * width + place % window;
                    if (x.get(from + step * channels) == max) {
                        before = before + 1;
                    }
                }
                if (before == 0 && x.get(n * height * width * channels + i) == max) {
                    delta = dy.get(out);
                }
            }
            dx.set(n * height * width * channels + i, delta);
        }
    }

    /// The gradient of [#averagePool]: it goes to all pixels of the window equally.
    static void averagePoolBackward(
            KernelContext context,
            FloatArray dy,
            FloatArray dx,
            IntArray active,
            int images,
            int rows,
            int height,
            int width,
            int channels,
            int window) {
        int n = context.globalIdy;
        int i = context.globalIdx;
        if (n < images && i < height * width * channels) {
            int c = i % channels;
            int column = i / channels % width;
            int line = i / channels / width;
            int across = width / window;
            int outLine = line / window;
            int outColumn = column / window;
            float delta = 0f;
            if (outLine < height / window && outColumn < across && active.get(n / rows) == 1) {
                int out = ((n * (height / window) + outLine) * across + outColumn) * channels + c;
                delta = dy.get(out) / (window * window);
            }
            dx.set(n * height * width * channels + i, delta);
        }
    }
}
