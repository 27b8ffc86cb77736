package io.tunebook.kernels.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The parameters of a dense or convolutional layer, split into slices of 16 rows, and their
/// transpose for the backward pass. The layer itself sums the gradient of a slice.
final class Affine {

    private static final int PANEL = Matrix.PANEL;
    private static final float[] ZEROS = new float[PANEL];

    /// Sums the gradient of a part of the weights over rows `from .. to - 1` of the minibatch, from
    /// 0 or from the sums so far.
    interface Summation {
        void sum(Part part, float[] gradient, int from, int to);
    }

    /// Rows `first .. first + count - 1` of the weights, columns of panels `panel .. panel + panels
    /// - 1`.
    record Part(int first, int count, int panel, int panels) {}

    private final ParameterLayout.Block block;
    private final Products products;
    private final boolean biased;
    final Matrix weights;

    /// The transposed weights: row (tap from the end, output), column channel; empty if the layer
    /// has no backward pass.
    final float[] transposed;

    /// Rows of a panel of [#transposed].
    final int transposedRows;

    private final int tapLanes;

    Affine(
            ParameterLayout.Block block,
            float[] parameters,
            Products products,
            boolean backpropagates) {
        this.block = block;
        this.products = products;
        this.biased = !block.normalised();
        this.weights = block.weightsIn(parameters);
        this.tapLanes = Matrix.padded(block.outputs());
        this.transposedRows = block.transposedTaps() * tapLanes;
        this.transposed = new float[backpropagates ? Math.toIntExact(transposedFloats(block)) : 0];
        transposeAll();
    }

    /// The number of floats of the transposed weights.
    static long transposedFloats(ParameterLayout.Block block) {
        int columns = block.dense() ? block.rows() : block.lanes();
        return block.transposedTaps() * Matrix.size(block.outputs(), columns);
    }

    /// The initial value of the sums of panel `panel`: its biases, or zeros if a normalisation
    /// follows.
    float[] start(float[] parameters) {
        return biased ? parameters : ZEROS;
    }

    int startAt(int panel) {
        return biased ? block.offsets() + panel * PANEL : 0;
    }

    /// The distance of the initial values of a panel from those of the one before.
    int startPanel() {
        return biased ? PANEL : 0;
    }

    static float[] zeros() {
        return ZEROS;
    }

    /// @param together rows of the weights in one slice, a multiple of 16; fewer in the last one
    /// @param most panels of 16 columns in one slice
    /// @param rowsTogether as in [ParameterSlice#rowsTogether]
    List<ParameterSlice> slices(
            int together, int most, int rowsTogether, Summation summation, Volume delta) {
        List<ParameterSlice> slices = new ArrayList<>();
        for (int first = 0; first < weights.paddedRows; first += together) {
            int count = Math.min(together, weights.paddedRows - first);
            for (int panel = 0; panel < weights.panels(); panel += most) {
                int panels = Math.min(most, weights.panels() - panel);
                Part part = new Part(first, count, panel, panels);
                slices.add(new Rows(part, rowsTogether, summation));
            }
        }
        if (biased) {
            slices.add(new Biases(delta, rowsTogether));
        }
        return slices;
    }

    void transposeAll() {
        if (transposed.length > 0) {
            for (int first = 0; first < weights.paddedRows; first += PANEL) {
                transpose(first, 0, weights.panels());
            }
        }
    }

    /// Transposes 16 rows of some panels of the weights.
    private void transpose(int first, int fromPanel, int toPanel) {
        int column = block.dense() ? first : first % block.lanes();
        int tap = block.dense() ? 0 : block.transposedTaps() - 1 - first / block.lanes();
        int base = column / PANEL * transposedRows * PANEL + tap * tapLanes * PANEL;
        for (int panel = fromPanel; panel < toPanel; panel++) {
            int from = weights.panelAt(panel) + first * PANEL;
            int to = base + panel * PANEL * PANEL;
            products.transpose(weights.data, from, transposed, to);
        }
    }

    private final class Rows implements ParameterSlice {
        private final Part part;
        private final int rowsTogether;
        private final Summation summation;

        /// One run if the slice has all rows, otherwise one for each panel.
        private final int[] starts;

        private final int length;

        Rows(Part part, int rowsTogether, Summation summation) {
            this.part = part;
            this.rowsTogether = rowsTogether;
            this.summation = summation;
            boolean adjacent = part.count() == weights.paddedRows;
            this.length = part.count() * PANEL * (adjacent ? part.panels() : 1);
            this.starts = new int[adjacent ? 1 : part.panels()];
            for (int p = 0; p < starts.length; p++) {
                starts[p] = weights.panelAt(part.panel() + p) + part.first() * PANEL;
            }
        }

        @Override
        public int rowsTogether() {
            return rowsTogether;
        }

        @Override
        public int[] starts() {
            return starts;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public boolean isDecayed() {
            return true;
        }

        @Override
        public void differentiate(float[] gradient, int from, int to) {
            summation.sum(part, gradient, from, to);
        }

        @Override
        public void afterUpdate() {
            int end = part.first() + part.count();
            for (int row = part.first(); transposed.length > 0 && row < end; row += PANEL) {
                transpose(row, part.panel(), part.panel() + part.panels());
            }
        }
    }

    /// The biases of all units: their gradient is the sum of the units' output gradients.
    private final class Biases implements ParameterSlice {
        private final Volume delta;
        private final int rowsTogether;
        private final int[] starts = {block.offsets()};
        private final float[] sums = new float[tapLanes];

        Biases(Volume delta, int rowsTogether) {
            this.delta = delta;
            this.rowsTogether = rowsTogether;
        }

        @Override
        public int rowsTogether() {
            return rowsTogether;
        }

        @Override
        public int[] starts() {
            return starts;
        }

        @Override
        public int length() {
            return tapLanes;
        }

        @Override
        public boolean isDecayed() {
            return false;
        }

        @Override
        public void differentiate(float[] gradient, int from, int to) {
            if (from == 0) {
                Arrays.fill(sums, 0f);
            } else {
                System.arraycopy(gradient, starts[0], sums, 0, sums.length);
            }
            boolean image = delta.shape.isImage();
            int length = image ? delta.pixels() : to - from;
            for (int row = from; row < (image ? to : from + 1); row++) {
                int at = delta.at(row, 0, 0);
                products.addRows(delta.data, at, delta.panel, delta.panels, length, sums);
            }
            System.arraycopy(sums, 0, gradient, starts[0], sums.length);
        }
    }
}
