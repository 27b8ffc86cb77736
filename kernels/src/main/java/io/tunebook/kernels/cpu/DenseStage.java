package io.tunebook.kernels.cpu;

import java.util.List;

/// A dense layer: `z = x W + b`.
///
/// The inputs are split into equal blocks of at most 208, so that a block of 32 columns of the
/// weights (26 KiB) stays in the L1 cache for all rows. Between blocks the partial sums are stored
/// in `z`: each element's chain continues from there.
final class DenseStage implements Stage {

    private static final int MAX_BLOCK = 208;
    private static final int PANEL = Matrix.PANEL;

    /// The panels of one product, whose weights share the L1 cache.
    private static final int PAIR = 2;

    /// The minimum number of panels for which transposing the rows first is faster.
    private static final int MIN_PANELS_TO_TRANSPOSE = 3;

    private final Products products;
    private final float[] parameters;
    private final Affine affine;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int inputs;
    private final int outputs;

    /// The inputs and output gradients of the whole minibatch, `[panel][row][16]`: summing over the
    /// rows of wide volumes would touch one page of memory per row.
    private final float[] packedIn;

    private final float[] packedDelta;

    /// The same, transposed, so that the forward and backward products read memory in order.
    private final RowBlocks transposedIn;

    private final RowBlocks transposedDelta;
    private final int capacity;

    DenseStage(
            ParameterLayout.Block block,
            float[] parameters,
            Products products,
            ValuesAndGradient in,
            ValuesAndGradient out) {
        this.products = products;
        this.parameters = parameters;
        this.affine = new Affine(block, parameters, products, in.gradientOrNull() != null);
        this.in = in;
        this.out = out;
        this.inputs = block.rows();
        this.outputs = (block.outputs() + 3) & -4;
        this.capacity = out.values().data.length / out.values().row;
        boolean training = out.gradientOrNull() != null;
        this.packedIn = new float[training ? Matrix.padded(inputs) * capacity : 0];
        this.transposedIn = new RowBlocks(inputs, capacity);
        this.transposedDelta = new RowBlocks(outputs, training ? capacity : 0);
        this.packedDelta = new float[training ? Matrix.padded(outputs) * capacity : 0];
    }

    @Override
    public void forward(int part, int from, int to) {
        float[] start = affine.start(parameters);
        Matrix weights = affine.weights;
        if (weights.panels() < MIN_PANELS_TO_TRANSPOSE) {
            forwardWithoutTranspose(from, to);
            return;
        }
        transposedIn.fill(in.values(), from, to);
        int block = block(inputs);
        for (int k = 0; k < inputs; k += block) {
            int length = Math.min(block, inputs - k);
            for (int panel = 0; panel < weights.panels(); panel += PAIR) {
                product(
                        transposedIn,
                        k,
                        from,
                        to,
                        weights.data,
                        weights.panelAt(panel) + k * PANEL,
                        weights.paddedRows * PANEL,
                        length,
                        start,
                        affine.startAt(panel),
                        affine.startPanel(),
                        out.values(),
                        panel * PANEL,
                        Math.min(PAIR, weights.panels() - panel));
            }
        }
    }

    /// The length of the blocks of a sum over `count`.
    private static int block(int count) {
        int blocks = (count + MAX_BLOCK - 1) / MAX_BLOCK;
        return (count + blocks - 1) / blocks;
    }

    /// With few units each row is read too few times to transpose it first.
    private void forwardWithoutTranspose(int from, int to) {
        Volume x = in.values();
        Volume z = out.values();
        int block = block(inputs);
        for (int k = 0; k < inputs; k += block) {
            int length = Math.min(block, inputs - k);
            int cAt = z.at(from, 0, 0);
            products.product(
                    x.data,
                    x.at(from, 0, 0) + k,
                    x.row,
                    affine.weights.data,
                    affine.weights.panelAt(0) + k * PANEL,
                    affine.weights.paddedRows * PANEL,
                    length,
                    k == 0 ? affine.start(parameters) : z.data,
                    k == 0 ? affine.startAt(0) : cAt,
                    k == 0 ? 0 : z.row,
                    k == 0 ? affine.startPanel() : PANEL,
                    z.data,
                    cAt,
                    z.row,
                    PANEL,
                    to - from,
                    affine.weights.panels());
        }
    }

    @Override
    public void backward(int part, int from, int to) {
        pack(in.values(), packedIn, from, to);
        pack(out.gradient(), packedDelta, from, to);
        Volume target = in.gradientOrNull();
        if (target == null) {
            return;
        }
        transposedDelta.fill(out.gradient(), from, to);
        int panels = Matrix.padded(inputs) / PANEL;
        int block = block(outputs);
        for (int k = 0; k < outputs; k += block) {
            int length = Math.min(block, outputs - k);
            for (int panel = 0; panel < panels; panel += PAIR) {
                product(
                        transposedDelta,
                        k,
                        from,
                        to,
                        affine.transposed,
                        (panel * affine.transposedRows + k) * PANEL,
                        affine.transposedRows * PANEL,
                        length,
                        Affine.zeros(),
                        0,
                        0,
                        target,
                        panel * PANEL,
                        Math.min(PAIR, panels - panel));
            }
        }
    }

    @Override
    public List<ParameterSlice> slices() {
        return out.gradientOrNull() == null
                ? List.of()
                : affine.slices(PANEL, affine.weights.panels(), this::sum, out.gradient(), 1);
    }

    /// Computes one block of one or two panels: from the initial values for the first block, then
    /// from the partial sums.
    private void product(
            RowBlocks a,
            int k,
            int from,
            int to,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] start,
            int startAt,
            int startPanel,
            Volume c,
            int lane,
            int panels) {
        int block = RowBlocks.first(from);
        for (int row = from; row < to; block++) {
            int rows = RowBlocks.rows(to - row);
            int cAt = c.at(row, 0, 0) + lane;
            products.transposed(
                    a.data,
                    a.at(block) + k * PANEL,
                    b,
                    bAt,
                    bPanel,
                    length,
                    k == 0 ? start : c.data,
                    k == 0 ? startAt : cAt,
                    k == 0 ? 0 : c.row,
                    k == 0 ? startPanel : PANEL,
                    c.data,
                    cAt,
                    c.row,
                    PANEL,
                    rows,
                    panels);
            row += rows;
        }
    }

    private void pack(Volume volume, float[] packed, int from, int to) {
        for (int panel = 0; panel * PANEL * capacity < packed.length; panel++) {
            products.copyRows(
                    volume.data,
                    volume.at(from, 0, 0) + panel * PANEL,
                    volume.row,
                    packed,
                    (panel * capacity + from) * PANEL,
                    PANEL,
                    to - from);
        }
    }

    private void sum(int first, int count, int panel, int panels, float[] gradient, int rows) {
        int a = first * capacity;
        int block = block(rows);
        for (int r = 0; r < rows; r += block) {
            int length = Math.min(block, rows - r);
            for (int p = panel; p < panel + panels; p += PAIR) {
                int to = affine.weights.panelAt(p) + first * PANEL;
                int next = affine.weights.paddedRows * PANEL;
                products.transposed(
                        packedIn,
                        a + r * PANEL,
                        packedDelta,
                        (p * capacity + r) * PANEL,
                        capacity * PANEL,
                        length,
                        r == 0 ? Affine.zeros() : gradient,
                        r == 0 ? 0 : to,
                        r == 0 ? 0 : PANEL,
                        r == 0 ? 0 : next,
                        gradient,
                        to,
                        PANEL,
                        next,
                        count,
                        Math.min(PAIR, panel + panels - p));
            }
        }
    }
}
