package io.tunebook.kernels.cpu;

import jdk.incubator.vector.FloatVector;

/// The products in register tiles: [WideTiles] where a vector holds a whole row of a panel,
/// otherwise [NarrowTiles].
///
/// The summed index is cut into blocks of 256, so that a block of a panel (16 KiB) stays in the
/// nearest cache while all tiles pass over it. Between blocks a tile's sums wait in `c`: the chain
/// of each element goes on where it stopped.
final class VectorProducts implements Products {

    private static final int BLOCK = 256;
    private static final int PANEL = Matrix.PANEL;
    private static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= PANEL;

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix c, int rows) {
        int upTo = Matrix.padded(rows);
        int depth = Matrix.padded(a.columns);
        int stride = a.paddedRows * PANEL;
        for (int k = 0; k < depth; k += BLOCK) {
            int panels = Math.min(BLOCK, depth - k) / PANEL;
            int from = a.panelAt(k / PANEL);
            for (int panel = 0; panel < c.panels(); panel++) {
                int bAt = b.panelAt(panel) + k * PANEL;
                int cAt = c.panelAt(panel);
                rowsOfProduct(a.data, from, stride, b.data, bAt, c.data, cAt, panels, upTo);
            }
        }
    }

    @Override
    public void addTransposedProduct(Matrix a, Matrix b, Matrix c, int rows) {
        for (int r = 0; r < rows; r += BLOCK) {
            int depth = Math.min(BLOCK, rows - r);
            for (int panel = 0; panel < c.panels(); panel++) {
                int bAt = b.panelAt(panel) + r * PANEL;
                for (int across = 0; across < a.panels(); across++) {
                    int aAt = a.panelAt(across) + r * PANEL;
                    int cAt = c.panelAt(panel) + across * PANEL * PANEL;
                    rowsOfTransposed(a.data, aAt, b.data, bAt, c.data, cAt, depth);
                }
            }
        }
    }

    @Override
    public String description() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() + "-bit vectors";
    }

    private static void rowsOfProduct(
            float[] a,
            int aAt,
            int stride,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int panels,
            int rows) {
        if (WIDE) {
            for (int i = 0; i < rows; i += WideTiles.ROWS) {
                WideTiles.product(a, aAt + i * PANEL, stride, b, bAt, c, cAt + i * PANEL, panels);
            }
            return;
        }
        for (int i = 0; i < rows; i += NarrowTiles.ROWS) {
            for (int j = 0; j < PANEL; j += NarrowTiles.COLUMNS) {
                NarrowTiles.product(
                        a, aAt + i * PANEL, stride, b, bAt + j, c, cAt + i * PANEL + j, panels);
            }
        }
    }

    private static void rowsOfTransposed(
            float[] a, int aAt, float[] b, int bAt, float[] c, int cAt, int depth) {
        if (WIDE) {
            for (int i = 0; i < PANEL; i += WideTiles.ROWS) {
                WideTiles.transposed(a, aAt + i, b, bAt, c, cAt + i * PANEL, depth);
            }
            return;
        }
        for (int i = 0; i < PANEL; i += NarrowTiles.ROWS) {
            for (int j = 0; j < PANEL; j += NarrowTiles.COLUMNS) {
                NarrowTiles.transposed(a, aAt + i, b, bAt + j, c, cAt + i * PANEL + j, depth);
            }
        }
    }
}
