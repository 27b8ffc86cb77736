package io.tunebook.kernels.cpu;

import java.util.List;

/// Every unit reads every input: `z = x W + b`.
///
/// The inputs are cut into blocks of 256, so that a block of 16 columns of the weights (16 KiB)
/// stays in the nearest cache while all rows pass over it. Between blocks the sums wait in `z`: the
/// chain of each element goes on where it stopped.
final class DenseStage implements Stage {

    private static final int BLOCK = 256;
    private static final int PANEL = Matrix.PANEL;

    private final Products products;
    private final float[] parameters;
    private final Affine affine;
    private final Signal in;
    private final Signal out;
    private final int inputs;
    private final int outputs;

    /// Of the whole minibatch, `[panel][row][16]`: what is read, and the gradient by what is made.
    /// To sum over the rows of wide volumes would touch a page of memory for each.
    private final float[] packedIn;

    private final float[] packedDelta;
    private final int capacity;

    DenseStage(
            ParameterLayout.Block block,
            float[] parameters,
            Products products,
            Signal in,
            Signal out) {
        this.products = products;
        this.parameters = parameters;
        this.affine = new Affine(block, parameters, products, in.delta() != null);
        this.in = in;
        this.out = out;
        this.inputs = block.rows();
        this.outputs = (block.outputs() + 3) & -4;
        this.capacity = out.values().data.length / out.values().row;
        boolean training = out.delta() != null;
        this.packedIn = new float[training ? Matrix.padded(inputs) * capacity : 0];
        this.packedDelta = new float[training ? Matrix.padded(outputs) * capacity : 0];
    }

    @Override
    public void forward(int part, int from, int to) {
        float[] start = affine.start(parameters);
        Matrix weights = affine.weights;
        for (int k = 0; k < inputs; k += BLOCK) {
            int length = Math.min(BLOCK, inputs - k);
            for (int panel = 0; panel < weights.panels(); panel++) {
                int b = weights.panelAt(panel) + k * PANEL;
                product(
                        in.values(),
                        k,
                        from,
                        weights.data,
                        b,
                        length,
                        k == 0,
                        start,
                        affine.startAt(panel),
                        out.values(),
                        panel * PANEL,
                        to - from);
            }
        }
    }

    @Override
    public void backward(int part, int from, int to) {
        pack(in.values(), packedIn, from, to);
        pack(out.gradient(), packedDelta, from, to);
        Volume target = in.delta();
        if (target == null) {
            return;
        }
        for (int k = 0; k < outputs; k += BLOCK) {
            int length = Math.min(BLOCK, outputs - k);
            for (int panel = 0; panel * PANEL < inputs; panel++) {
                int b = (panel * affine.turnedRows + k) * PANEL;
                product(
                        out.gradient(),
                        k,
                        from,
                        affine.turned,
                        b,
                        length,
                        k == 0,
                        Affine.zeros(),
                        0,
                        target,
                        panel * PANEL,
                        to - from);
            }
        }
    }

    @Override
    public List<Slice> slices() {
        return out.delta() == null
                ? List.of()
                : affine.slices(PANEL, false, this::sum, out.gradient(), 1);
    }

    /// One block of one panel: from the start at first, then from where the sums stopped.
    private void product(
            Volume a,
            int column,
            int from,
            float[] b,
            int bAt,
            int length,
            boolean first,
            float[] start,
            int startAt,
            Volume c,
            int panel,
            int rows) {
        int cAt = c.at(from, 0, 0) + panel;
        products.product(
                a.data,
                a.at(from, 0, 0) + column,
                a.row,
                b,
                bAt,
                length,
                first ? start : c.data,
                first ? startAt : cAt,
                first ? 0 : c.row,
                c.data,
                cAt,
                c.row,
                rows);
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
                        count);
            }
        }
    }
}
