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

    /// The most pixels of a block of the sum over an image: two panels of its gradients and as many
    /// inputs stay in the L1 cache for all taps.
    private static final int MAX_BLOCK = 128;

    private final Products products;
    private final float[] parameters;
    private final ParameterLayout.Block block;
    private final Affine affine;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int edge;

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
        int images = Pipeline.together(in.values().row + out.gradient().row);
        return affine.slices(together, PAIR, images, this::sum, out.gradient());
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
        boolean threeTaps = edge == 3 && patches.inPlace;
        for (int image = from; image < to; image++) {
            for (int y = 0; y < c.shape.height(); y++) {
                int aAt = patches.line(image, y);
                int cAt = c.at(image, y, 0);
                if (threeTaps) {
                    int run = length / edge;
                    products.threeTaps(
                            patches.data,
                            aAt,
                            patches.lines,
                            b,
                            bAt,
                            run * PANEL,
                            bPanel,
                            run,
                            start,
                            startAt,
                            startPanel,
                            c.data,
                            cAt,
                            c.panel,
                            c.shape.width(),
                            c.panels);
                } else {
                    products.product(
                            patches.data,
                            aAt,
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
                            cAt,
                            c.panel,
                            c.shape.width(),
                            c.panels);
                }
            }
        }
        c.clearBorder(from, to);
    }

    /// The gradient of a part of the weights: patches in place as one row of pixels for an image,
    /// others line by line.
    private void sum(Affine.Part part, float[] gradient, int from, int to) {
        Patches patches = new Patches(in.values(), edge, products);
        Volume delta = out.gradient();
        int lines = patches.inPlace ? 1 : delta.shape.height();
        int pixels = patches.inPlace ? delta.pixels() : delta.shape.width();
        int blocks = (pixels + MAX_BLOCK - 1) / MAX_BLOCK;
        int block = (pixels + blocks - 1) / blocks;
        for (int image = from; image < to; image++) {
            for (int y = 0; y < lines; y++) {
                int aAt = patches.line(image, y);
                int deltaAt = delta.at(image, y, 0) + part.panel() * delta.panel;
                for (int at = 0; at < pixels; at += block) {
                    boolean fresh = image == 0 && y == 0 && at == 0;
                    sumPixels(
                            part,
                            patches,
                            aAt + at * PANEL,
                            deltaAt + at * PANEL,
                            Math.min(block, pixels - at),
                            fresh,
                            gradient);
                }
            }
        }
        clearPadding(part, gradient);
    }

    private void sumPixels(
            Affine.Part part,
            Patches patches,
            int aAt,
            int deltaAt,
            int length,
            boolean fresh,
            float[] gradient) {
        Volume delta = out.gradient();
        int next = affine.weights.paddedRows * PANEL;
        for (int row = part.first(); row < part.first() + part.count(); row += PANEL) {
            int to = affine.weights.panelAt(part.panel()) + row * PANEL;
            products.transposed(
                    patches.data,
                    aAt + patches.starts[row / PANEL],
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
                    part.panels());
        }
    }

    /// The rows after the last weight were summed as well.
    private void clearPadding(Affine.Part part, float[] gradient) {
        int end = part.first() + part.count();
        int last = Math.max(part.first(), block.rows());
        for (int p = part.panel(); p < part.panel() + part.panels() && last < end; p++) {
            int at = affine.weights.panelAt(p);
            Arrays.fill(gradient, at + last * PANEL, at + end * PANEL, 0f);
        }
    }
}
