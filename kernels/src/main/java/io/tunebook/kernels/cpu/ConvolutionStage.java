package io.tunebook.kernels.cpu;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A convolution without im2col: one product per line of the image, whose rows are adjacent,
/// overlapping patches of a [PatchRow].
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
    private final @Nullable PackedImages packedIn;
    private final @Nullable PackedImages packedDelta;
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
        boolean training = out.gradientOrNull() != null;
        this.packedDelta = training ? new PackedImages(out.gradient(), products) : null;
        this.packedIn =
                training && block.lanes() % PANEL == 0
                        ? new PackedImages(in.values(), products)
                        : null;
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
                affine.startPanel(),
                out.values());
    }

    @Override
    public void backward(int part, int from, int to) {
        if (packedIn != null) {
            packedIn.fill(from, to);
        }
        Objects.requireNonNull(packedDelta).fill(from, to);
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
                PAIR,
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
        PatchRow patchRow = new PatchRow(a, edge, products);
        // Even, as the tiles prefer: the row of weights after an odd number is padding.
        int length = (edge * patchRow.column + 1) & -2;
        for (int image = from; image < to; image++) {
            for (int y = 0; y < c.shape.height(); y++) {
                patchRow.fill(image, y);
                products.product(
                        patchRow.data,
                        0,
                        patchRow.column,
                        b,
                        bAt,
                        rowsOfPanel * PANEL,
                        length,
                        start,
                        startAt,
                        0,
                        startStep,
                        c.data,
                        c.at(image, y, 0),
                        c.pixel,
                        PANEL,
                        c.shape.width(),
                        c.pixel / PANEL);
            }
        }
        c.clearBorder(from, to);
    }

    /// The gradient of one column of the kernel and the channels of some panels: the pixels of an
    /// image as one long row, shifted for each tap.
    private void sum(int first, int count, int panel, int panels, float[] gradient, int rows) {
        PackedImages a = Objects.requireNonNull(packedIn);
        PackedImages delta = Objects.requireNonNull(packedDelta);
        int kx = first / block.run();
        int next = affine.weights.paddedRows * PANEL;
        for (int image = 0; image < rows; image++) {
            int deltaAt = delta.at(image, 0, 0) + panel * delta.stride();
            for (int channel = 0; channel < block.lanes(); channel += PANEL) {
                for (int at = 0; at < pixels; at += BLOCK) {
                    int length = Math.min(BLOCK, pixels - at);
                    boolean fresh = image == 0 && at == 0;
                    int aAt = channel / PANEL * a.stride() + at * PANEL;
                    for (int ky = 0; ky < edge; ky++) {
                        int row = first + ky * block.lanes() + channel;
                        int to = affine.weights.panelAt(panel) + row * PANEL;
                        products.transposed(
                                a.data,
                                aAt + a.at(image, ky - half, kx - half),
                                delta.data,
                                deltaAt + at * PANEL,
                                delta.stride(),
                                length,
                                fresh ? Affine.zeros() : gradient,
                                fresh ? 0 : to,
                                fresh ? 0 : PANEL,
                                fresh ? 0 : next,
                                gradient,
                                to,
                                PANEL,
                                next,
                                PANEL,
                                panels);
                    }
                }
            }
        }
    }

    /// The gradient of all rows of a layer with few input channels: the patches of each line, laid
    /// out in memory.
    private void sumPatches(
            int first, int count, int panel, int panels, float[] gradient, int rows) {
        PackedImages delta = Objects.requireNonNull(packedDelta);
        PatchRow patchRow = new PatchRow(in.values(), edge, products);
        int width = out.values().shape.width();
        float[] patches = new float[width * PANEL];
        int start = affine.weights.panelAt(panel);
        int next = affine.weights.paddedRows * PANEL;
        for (int image = 0; image < rows; image++) {
            for (int y = 0; y < out.values().shape.height(); y++) {
                patchRow.fill(image, y);
                boolean fresh = image == 0 && y == 0;
                for (int row = 0; row < count; row += PANEL) {
                    products.copyRows(
                            patchRow.data, row, patchRow.column, patches, 0, PANEL, width);
                    int to = start + row * PANEL;
                    products.transposed(
                            patches,
                            0,
                            delta.data,
                            delta.at(image, y, 0) + panel * delta.stride(),
                            delta.stride(),
                            width,
                            fresh ? Affine.zeros() : gradient,
                            fresh ? 0 : to,
                            fresh ? 0 : PANEL,
                            fresh ? 0 : next,
                            gradient,
                            to,
                            PANEL,
                            next,
                            PANEL,
                            panels);
                }
            }
        }
        // Clear the padding rows, which hold no weights.
        for (int p = 0; p < panels; p++) {
            int at = start + p * next;
            Arrays.fill(gradient, at + block.rows() * PANEL, at + count * PANEL, 0f);
        }
    }
}
