package io.tunebook.kernels.cpu;

import java.util.List;

/// A dense layer: `z = x W + b`.
///
/// The inputs are split into blocks of 256, so that a block of 16 columns of the weights (16 KiB)
/// stays in the L1 cache for all rows. Between blocks the partial sums are stored in `z`: each
/// element's chain continues from there.
final class DenseStage implements Stage {

    private static final int BLOCK = 256;
    private static final int PANEL = Matrix.PANEL;

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
    private final float[] transposedIn;

    private final float[] transposedDelta;
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
        int blocks = (capacity + PANEL - 1) / PANEL;
        this.transposedIn = new float[blocks * inputs * PANEL];
        this.transposedDelta = new float[training ? blocks * outputs * PANEL : 0];
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
        transpose(in.values(), inputs, transposedIn, from, to);
        for (int k = 0; k < inputs; k += BLOCK) {
            int length = Math.min(BLOCK, inputs - k);
            for (int panel = 0; panel < weights.panels(); panel++) {
                int b = weights.panelAt(panel) + k * PANEL;
                product(
                        transposedIn,
                        inputs,
                        k,
                        from,
                        to,
                        weights.data,
                        b,
                        length,
                        start,
                        affine.startAt(panel),
                        out.values(),
                        panel * PANEL);
            }
        }
    }

    /// With few units each row is read too few times to transpose it first.
    private void forwardWithoutTranspose(int from, int to) {
        Volume x = in.values();
        Volume z = out.values();
        for (int k = 0; k < inputs; k += BLOCK) {
            int length = Math.min(BLOCK, inputs - k);
            for (int panel = 0; panel < affine.weights.panels(); panel++) {
                int cAt = z.at(from, 0, 0) + panel * PANEL;
                products.product(
                        x.data,
                        x.at(from, 0, 0) + k,
                        x.row,
                        affine.weights.data,
                        affine.weights.panelAt(panel) + k * PANEL,
                        length,
                        k == 0 ? affine.start(parameters) : z.data,
                        k == 0 ? affine.startAt(panel) : cAt,
                        k == 0 ? 0 : z.row,
                        z.data,
                        cAt,
                        z.row,
                        to - from);
            }
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
        transpose(out.gradient(), outputs, transposedDelta, from, to);
        for (int k = 0; k < outputs; k += BLOCK) {
            int length = Math.min(BLOCK, outputs - k);
            for (int panel = 0; panel * PANEL < inputs; panel++) {
                int b = (panel * affine.transposedRows + k) * PANEL;
                product(
                        transposedDelta,
                        outputs,
                        k,
                        from,
                        to,
                        affine.transposed,
                        b,
                        length,
                        Affine.zeros(),
                        0,
                        target,
                        panel * PANEL);
            }
        }
    }

    @Override
    public List<ParameterSlice> slices() {
        return out.gradientOrNull() == null
                ? List.of()
                : affine.slices(PANEL, false, this::sum, out.gradient(), 1);
    }

    /// Computes one block of one panel: from the initial values for the first block, then from the
    /// partial sums.
    private void product(
            float[] a,
            int depth,
            int k,
            int from,
            int to,
            float[] b,
            int bAt,
            int length,
            float[] start,
            int startAt,
            Volume c,
            int panel) {
        for (int row = from; row < to; ) {
            int rows = Math.min(PANEL - row % PANEL, (to - row + 3) & -4);
            int cAt = c.at(row, 0, 0) + panel;
            products.transposed(
                    a,
                    (row / PANEL * depth + k) * PANEL + row % PANEL,
                    b,
                    bAt,
                    length,
                    k == 0 ? start : c.data,
                    k == 0 ? startAt : cAt,
                    k == 0 ? 0 : c.row,
                    c.data,
                    cAt,
                    c.row,
                    rows);
            row += rows;
        }
    }

    /// Transposes rows in blocks of 16: `[block][column][16]`.
    private static void transpose(
            Volume volume, int columns, float[] transposed, int from, int to) {
        for (int block = from / PANEL; block * PANEL < to; block++) {
            int first = Math.max(from, block * PANEL);
            int last = Math.min(to, (block + 1) * PANEL);
            for (int column = 0; column < columns; column += PANEL) {
                int count = Math.min(PANEL, columns - column);
                for (int row = first; row < last; row++) {
                    int source = volume.at(row, 0, 0) + column;
                    int target = (block * columns + column) * PANEL + row % PANEL;
                    for (int c = 0; c < count; c++) {
                        transposed[target + c * PANEL] = volume.data[source + c];
                    }
                }
            }
        }
    }

    private void pack(Volume volume, float[] packed, int from, int to) {
        for (int panel = 0; panel * PANEL * capacity < packed.length; panel++) {
            for (int row = from; row < to; row++) {
                System.arraycopy(
                        volume.data,
                        volume.at(row, 0, 0) + panel * PANEL,
                        packed,
                        (panel * capacity + row) * PANEL,
                        PANEL);
            }
        }
    }

    private void sum(int first, int count, int panel, int panels, float[] gradient, int rows) {
        int a = first * capacity;
        for (int r = 0; r < rows; r += BLOCK) {
            int length = Math.min(BLOCK, rows - r);
            for (int p = panel; p < panel + panels; p++) {
                int to = affine.weights.panelAt(p) + first * PANEL;
                products.transposed(
                        packedIn,
                        a + r * PANEL,
                        packedDelta,
                        (p * capacity + r) * PANEL,
                        length,
                        r == 0 ? Affine.zeros() : gradient,
                        r == 0 ? 0 : to,
                        r == 0 ? 0 : PANEL,
                        gradient,
                        to,
                        PANEL,
                        count);
            }
        }
    }
}
