package io.tunebook.kernels.cpu;

import java.util.List;

/// A dense layer: `z = x W + b`.
///
/// A sum is split into equal blocks of at most 208 terms, so that a block of 32 columns of the
/// weights (26 KiB) stays in the L1 cache for all rows. Between blocks the partial sums are stored
/// in the result: each element's chain continues from there.
final class DenseStage implements Stage {

    private static final int MAX_BLOCK = 208;
    private static final int PANEL = Matrix.PANEL;

    /// The panels of one product, whose weights share the L1 cache.
    private static final int PAIR = 2;

    /// The most rows of the weights in one slice of the gradient: their updates read and write long
    /// runs of memory, and the threads still share a layer.
    private static final int MAX_ROWS_OF_SLICE = 400;

    private final Products products;
    private final float[] parameters;
    private final Affine affine;
    private final ValuesAndGradient in;
    private final ValuesAndGradient out;
    private final int inputs;
    private final int outputs;

    /// The positions of the panels of inputs and of output gradients.
    private final int[] panelsIn;

    private final int[] panelsOut;

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
        this.outputs = block.outputs();
        this.panelsIn = positions(in.values());
        this.panelsOut = positions(out.values());
    }

    private static int[] positions(Volume volume) {
        int[] positions = new int[volume.panels];
        for (int p = 0; p < positions.length; p++) {
            positions[p] = p * volume.panel;
        }
        return positions;
    }

    @Override
    public void forward(int part, int from, int to) {
        Matrix weights = affine.weights;
        multiply(
                in.values(),
                panelsIn,
                inputs,
                weights.data,
                weights.offset,
                weights.paddedRows * PANEL,
                affine.start(parameters),
                affine.startAt(0),
                affine.startPanel(),
                out.values(),
                from,
                to);
    }

    @Override
    public void backward(int part, int from, int to) {
        if (in.gradientOrNull() != null) {
            multiply(
                    out.gradient(),
                    panelsOut,
                    outputs,
                    affine.transposed,
                    0,
                    affine.transposedRows * PANEL,
                    Affine.zeros(),
                    0,
                    0,
                    in.gradient(),
                    from,
                    to);
        }
    }

    @Override
    public List<ParameterSlice> slices() {
        return out.gradientOrNull() == null
                ? List.of()
                : affine.slices(
                        block(inputs, MAX_ROWS_OF_SLICE),
                        PAIR,
                        Integer.MAX_VALUE,
                        this::sum,
                        out.gradient());
    }

    /// Rows `from .. to - 1` of `c = a b`, beginning from the initial values.
    private void multiply(
            Volume a,
            int[] positions,
            int terms,
            float[] b,
            int bAt,
            int bPanel,
            float[] start,
            int startAt,
            int startPanel,
            Volume c,
            int from,
            int to) {
        int block = block(terms, MAX_BLOCK);
        int cAt = c.at(from, 0);
        for (int k = 0; k < terms; k += block) {
            boolean fresh = k == 0;
            products.product(
                    a.data,
                    a.at(from, 0),
                    positions,
                    k / PANEL,
                    b,
                    bAt + k * PANEL,
                    bPanel,
                    Math.min(block, terms - k),
                    fresh ? start : c.data,
                    fresh ? startAt : cAt,
                    fresh ? 0 : PANEL,
                    fresh ? startPanel : c.panel,
                    c.data,
                    cAt,
                    c.panel,
                    to - from,
                    c.panels);
        }
    }

    /// The length of equal blocks of `count`, a multiple of 16.
    private static int block(int count, int most) {
        int blocks = (count + most - 1) / most;
        return Matrix.padded((count + blocks - 1) / blocks);
    }

    private void sum(Affine.Part part, float[] gradient, int from, int to) {
        Volume x = in.values();
        Volume delta = out.gradient();
        int next = affine.weights.paddedRows * PANEL;
        int block = block(to - from, MAX_BLOCK);
        for (int r = from; r < to; r += block) {
            boolean fresh = r == 0;
            for (int p = 0; p < part.panels(); p += PAIR) {
                int panel = part.panel() + p;
                for (int row = part.first(); row < part.first() + part.count(); row += PANEL) {
                    int at = affine.weights.panelAt(panel) + row * PANEL;
                    products.transposed(
                            x.data,
                            x.at(r, row),
                            delta.data,
                            delta.at(r, panel * PANEL),
                            delta.panel,
                            Math.min(block, to - r),
                            fresh ? Affine.zeros() : gradient,
                            fresh ? 0 : at,
                            fresh ? 0 : PANEL,
                            fresh ? 0 : next,
                            gradient,
                            at,
                            next,
                            PANEL,
                            Math.min(PAIR, part.panels() - p));
                }
            }
        }
    }
}
