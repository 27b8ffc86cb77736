package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.List;

/// A convolution without im2col: one product per line of the image, whose rows are [Patches].
///
/// The backward pass does the same with the transposed weights. The gradient of the weights reads
/// an image and its output gradient as one long row of pixels: the zeros of the gradient's border
/// add nothing.
final class ConvolutionStage implements Stage {

    private static final int PANEL = Matrix.PANEL;

    /// The panels of a slice of the gradient.
    private static final int PAIR = 2;

    /// Pixels per block of the sum over an image.
    private static final int BLOCK = 240;

    private final Products products;
    private final float[] parameters;
    private final ParameterLayout.Block block;
    private final Affine affine;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int edge;

    /// Pixels from an image's first to its last, including the borders between its lines.
    private final int pixels;

    ConvolutionStage(
            ParameterLayout.Block block,
            float[] parameters,
            Products products,
            ValuesAndGradient in,
            ValuesAndGradient out) {
        this.products = products;
        this.parameters = parameters;
        this.block = block;
        this.affine = new Affine(block, parameters, products, in.gradientOrNull() != null);
        this.in = in;
        this.out = out;
        this.edge = block.taps().height();
        Volume z = out.values();
        int line = z.shape.width() + 2 * z.border;
        this.pixels = (z.shape.height() - 1) * line + z.shape.width();
    }

    @Override
    public boolean isByImage() {
        return true;
    }

    @Override
    public void forward(int part, int from, int to) {
        Matrix weights = affine.weights;
        convolve(
                in.values(),
                from,
                to,
                weights.data,
                weights.offset,
                weights.paddedRows * PANEL,
                block.rows(),
                affine.start(parameters),
                affine.startAt(0),
                affine.startPanel(),
                out.values());
    }

    @Override
    public void backward(int part, int from, int to) {
        if (in.gradientOrNull() != null) {
            convolve(
                    out.gradient(),
                    from,
                    to,
                    affine.transposed,
                    0,
                    affine.transposedRows * PANEL,
                    affine.transposedRows,
                    Affine.zeros(),
                    0,
                    0,
                    in.gradient());
        }
    }

    @Override
    public List<ParameterSlice> slices() {
        if (out.gradientOrNull() == null) {
            return List.of();
        }
        int together = Patches.isInPlace(in.values()) ? block.run() : affine.weights.paddedRows;
        return affine.slices(together, PAIR, this::sum, out.gradient(), pixels);
    }

    private void convolve(
            Volume a,
            int from,
            int to,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] start,
            int startAt,
            int startPanel,
            Volume c) {
        Patches patches = new Patches(a, edge, products);
        for (int image = from; image < to; image++) {
            for (int y = 0; y < c.shape.height(); y++) {
                products.product(
                        patches.data,
                        patches.line(image, y),
                        patches.starts,
                        0,
                        b,
                        bAt,
                        bPanel,
                        length,
                        start,
                        startAt,
                        0,
                        startPanel,
                        c.data,
                        c.at(image, y, 0),
                        c.panel,
                        c.shape.width(),
                        c.panels);
            }
        }
        c.clearBorder(from, to);
    }

    /// The gradient of some rows of the weights and the channels of some panels.
    private void sum(int first, int count, int panel, int panels, float[] gradient, int rows) {
        Patches patches = new Patches(in.values(), edge, products);
        Volume delta = out.gradient();
        int lines = patches.inPlace ? 1 : delta.shape.height();
        int length = patches.inPlace ? pixels : delta.shape.width();
        for (int image = 0; image < rows; image++) {
            for (int y = 0; y < lines; y++) {
                int aAt = patches.line(image, y);
                int deltaAt = delta.at(image, y, 0) + panel * delta.panel;
                for (int at = 0; at < length; at += BLOCK) {
                    boolean fresh = image == 0 && y == 0 && at == 0;
                    int summed = Math.min(BLOCK, length - at);
                    int moved = at * PANEL;
                    for (int row = first; row < first + count; row += PANEL) {
                        sixteen(
                                patches.data,
                                aAt + patches.starts[row / PANEL] + moved,
                                deltaAt + moved,
                                summed,
                                fresh,
                                gradient,
                                affine.weights.panelAt(panel) + row * PANEL,
                                panels);
                    }
                }
            }
        }
        clearPadding(first, count, panel, panels, gradient);
    }

    /// Adds the products of some pixels to the gradient of sixteen rows of the weights.
    private void sixteen(
            float[] a,
            int aAt,
            int deltaAt,
            int length,
            boolean fresh,
            float[] gradient,
            int to,
            int panels) {
        Volume delta = out.gradient();
        int next = affine.weights.paddedRows * PANEL;
        products.transposed(
                a,
                aAt,
                delta.data,
                deltaAt,
                delta.panel,
                length,
                fresh ? Affine.zeros() : gradient,
                fresh ? 0 : to,
                fresh ? 0 : PANEL,
                fresh ? 0 : next,
                gradient,
                to,
                next,
                PANEL,
                panels);
    }

    /// The rows after the last weight were summed as well.
    private void clearPadding(int first, int count, int panel, int panels, float[] gradient) {
        int last = Math.max(first, block.rows());
        for (int p = panel; p < panel + panels && last < first + count; p++) {
            int at = affine.weights.panelAt(p);
            Arrays.fill(gradient, at + last * PANEL, at + (first + count) * PANEL, 0f);
        }
    }
}
