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
        this.inputs = (block.rows() + 3) & -4;
        this.outputs = (block.outputs() + 3) & -4;
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
        return out.delta() == null ? List.of() : affine.slices(PANEL, this::sum, out.gradient(), 1);
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

    private void sum(int first, int count, float[] gradient, int rows) {
        Volume x = in.values();
        Volume delta = out.gradient();
        for (int r = 0; r < rows; r += BLOCK) {
            int length = Math.min(BLOCK, rows - r);
            for (int panel = 0; panel < affine.weights.panels(); panel++) {
                int to = affine.weights.panelAt(panel) + first * PANEL;
                products.transposed(
                        x.data,
                        x.at(r, 0, 0) + first,
                        x.row,
                        delta.data,
                        delta.at(r, 0, 0) + panel * PANEL,
                        delta.row,
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
