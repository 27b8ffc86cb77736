package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.List;

/// A convolution without im2col: one product per line of the image, whose rows are adjacent,
/// overlapping patches of a [PatchRow].
///
/// The backward pass does the same with the transposed weights. The gradient of the weights reads
/// an image and its output gradient as one long row of pixels: the zeros of the gradient's border
/// add nothing.
final class ConvolutionStage implements Stage {

    private static final int PANEL = Matrix.PANEL;

    /// Pixels per block of the sum over an image.
    private static final int BLOCK = 240;

    private final Products products;
    private final float[] parameters;
    private final ParameterLayout.Block block;
    private final Affine affine;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int edge;
    private final int half;

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
        this.half = edge / 2;
        Volume z = out.values();
        int line = z.shape.width() + 2 * z.border;
        this.pixels = (z.shape.height() - 1) * line + z.shape.width();
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
                weights.paddedRows,
                affine.start(parameters),
                affine.startAt(0),
                affine.startAt(1) - affine.startAt(0),
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
        boolean few = block.lanes() % PANEL != 0;
        return affine.slices(
                few ? affine.weights.paddedRows : block.run(),
                true,
                few ? this::sumPatches : this::sum,
                out.gradient(),
                pixels);
    }

    /// @param startAt the position of the initial values of the first panel; those of each further
    ///   panel are `startStep` later
    private void convolve(
            Volume a,
            int from,
            int to,
            float[] b,
            int bAt,
            int rowsOfPanel,
            float[] start,
            int startAt,
            int startStep,
            Volume c) {
        PatchRow patchRow = new PatchRow(a, edge);
        for (int image = from; image < to; image++) {
            for (int y = 0; y < c.shape.height(); y++) {
                patchRow.fill(image, y);
                for (int panel = 0; panel * PANEL < c.pixel; panel++) {
                    products.product(
                            patchRow.data,
                            0,
                            patchRow.column,
                            b,
                            bAt + panel * rowsOfPanel * PANEL,
                            edge * patchRow.column,
                            start,
                            startAt + panel * startStep,
                            0,
                            c.data,
                            c.at(image, y, 0) + panel * PANEL,
                            c.pixel,
                            c.shape.width());
                }
            }
        }
        c.clearBorder(from, to);
    }

    /// The gradient of one column of the kernel and 16 output channels: the pixels of an image as
    /// one long row, shifted for each tap.
    private void sum(int first, int count, int panel, int panels, float[] gradient, int rows) {
        ChannelPanel a = new ChannelPanel(in.values());
        ChannelPanel delta = new ChannelPanel(out.gradient());
        int kx = first / block.run();
        for (int image = 0; image < rows; image++) {
            delta.fill(image, panel * PANEL);
            for (int channel = 0; channel < block.lanes(); channel += PANEL) {
                a.fill(image, channel);
                for (int at = 0; at < pixels; at += BLOCK) {
                    int length = Math.min(BLOCK, pixels - at);
                    boolean fresh = image == 0 && at == 0;
                    for (int ky = 0; ky < edge; ky++) {
                        int row = first + ky * block.lanes() + channel;
                        int to = affine.weights.panelAt(panel) + row * PANEL;
                        products.transposed(
                                a.data(),
                                a.at(ky - half, kx - half) + at * PANEL,
                                delta.data(),
                                delta.at(0, 0) + at * PANEL,
                                length,
                                fresh ? Affine.zeros() : gradient,
                                fresh ? 0 : to,
                                fresh ? 0 : PANEL,
                                gradient,
                                to,
                                PANEL,
                                PANEL);
                    }
                }
            }
        }
    }

    /// The gradient of all weights of a layer with few input channels: the patches of each line,
    /// laid out in memory.
    private void sumPatches(
            int first, int count, int panel, int panels, float[] gradient, int rows) {
        ChannelPanel delta = new ChannelPanel(out.gradient());
        PatchRow patchRow = new PatchRow(in.values(), edge);
        int width = out.values().shape.width();
        float[] patches = new float[width * PANEL];
        int start = affine.weights.panelAt(panel);
        for (int image = 0; image < rows; image++) {
            delta.fill(image, panel * PANEL);
            for (int y = 0; y < out.values().shape.height(); y++) {
                patchRow.fill(image, y);
                boolean fresh = image == 0 && y == 0;
                for (int row = 0; row < count; row += PANEL) {
                    for (int x = 0; x < width; x++) {
                        int from = x * patchRow.column + row;
                        System.arraycopy(patchRow.data, from, patches, x * PANEL, PANEL);
                    }
                    int to = start + row * PANEL;
                    products.transposed(
                            patches,
                            0,
                            delta.data(),
                            delta.at(y, 0),
                            width,
                            fresh ? Affine.zeros() : gradient,
                            fresh ? 0 : to,
                            fresh ? 0 : PANEL,
                            gradient,
                            to,
                            PANEL,
                            PANEL);
                }
            }
        }
        // Clear the padding rows, which hold no weights.
        Arrays.fill(gradient, start + block.rows() * PANEL, start + count * PANEL, 0f);
    }
}
