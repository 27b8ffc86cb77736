package io.tunebook.kernels.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The parameters of a dense or convolutional layer, split into slices of 16 rows, and their
/// transpose for the backward pass. The layer itself sums the gradient of a slice.
final class Affine {

    private static final int PANEL = Matrix.PANEL;
    private static final float[] ZEROS = new float[PANEL];

    /// Sums the gradient of rows `first .. first + count - 1` of the weights, columns of panels
    /// `panel .. panel + panels - 1`.
    interface Summation {
        void sum(int first, int count, int panel, int panels, float[] gradient, int rows);
    }

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
    List<ParameterSlice> slices(
            int together, int most, Summation summation, Volume delta, int lengthOfRow) {
        List<ParameterSlice> slices = new ArrayList<>();
        for (int first = 0; first < weights.paddedRows; first += together) {
            int count = Math.min(together, weights.paddedRows - first);
            for (int panel = 0; panel < weights.panels(); panel += most) {
                int panels = Math.min(most, weights.panels() - panel);
                slices.add(new Rows(first, count, panel, panels, summation));
            }
        }
        if (biased) {
            slices.add(new Biases(delta, lengthOfRow));
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
            for (int i = 0; i < PANEL; i++) {
                for (int j = 0; j < PANEL; j++) {
                    transposed[to + j * PANEL + i] = weights.data[from + i * PANEL + j];
                }
            }
        }
    }

    private final class Rows implements ParameterSlice {
        private final int first;
        private final int count;
        private final Summation summation;
        private final int panel;
        private final int[] starts;

        Rows(int first, int count, int panel, int panels, Summation summation) {
            this.first = first;
            this.count = count;
            this.panel = panel;
            this.summation = summation;
            this.starts = new int[panels];
            for (int p = 0; p < panels; p++) {
                starts[p] = weights.panelAt(panel + p) + first * PANEL;
            }
        }

        @Override
        public int[] starts() {
            return starts;
        }

        @Override
        public int length() {
            return count * PANEL;
        }

        @Override
        public boolean isDecayed() {
            return true;
        }

        @Override
        public void differentiate(float[] gradient, int rows) {
            summation.sum(first, count, panel, starts.length, gradient, rows);
        }

        @Override
        public void afterUpdate() {
            for (int row = first; transposed.length > 0 && row < first + count; row += PANEL) {
                transpose(row, panel, panel + starts.length);
            }
        }
    }

    /// The biases of all units: their gradient is the sum of the units' output gradients.
    private final class Biases implements ParameterSlice {
        private final Volume delta;
        private final int lengthOfRow;
        private final int[] starts = {block.offsets()};
        private final float[] sums = new float[PANEL];

        Biases(Volume delta, int lengthOfRow) {
            this.delta = delta;
            this.lengthOfRow = lengthOfRow;
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
        public void differentiate(float[] gradient, int rows) {
            boolean image = delta.shape.isImage();
            int calls = image ? rows : 1;
            int length = image ? lengthOfRow : rows;
            for (int panel = 0; panel < delta.panels; panel++) {
                Arrays.fill(sums, 0f);
                for (int call = 0; call < calls; call++) {
                    int at = delta.at(call, 0, 0) + panel * delta.panel;
                    products.addRows(delta.data, at, PANEL, length, sums);
                }
                System.arraycopy(sums, 0, gradient, starts[0] + panel * PANEL, PANEL);
            }
        }
    }
}
