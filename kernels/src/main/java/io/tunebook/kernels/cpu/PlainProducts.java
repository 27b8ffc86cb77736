package io.tunebook.kernels.cpu;

/// The products as plain loops: what is meant, and what runs without vectors.
final class PlainProducts implements Products {

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix c, int rows) {
        int upTo = Matrix.padded(rows);
        int depth = Matrix.padded(a.columns);
        for (int panel = 0; panel < c.panels(); panel++) {
            for (int i = 0; i < upTo; i++) {
                int to = c.panelAt(panel) + i * Matrix.PANEL;
                for (int k = 0; k < depth; k++) {
                    addScaled(a.get(i, k), b.data, b.panelAt(panel) + k * Matrix.PANEL, c.data, to);
                }
            }
        }
    }

    @Override
    public void addTransposedProduct(Matrix a, Matrix b, Matrix c, int rows) {
        for (int panel = 0; panel < c.panels(); panel++) {
            for (int i = 0; i < c.paddedRows; i++) {
                int to = c.panelAt(panel) + i * Matrix.PANEL;
                for (int r = 0; r < rows; r++) {
                    addScaled(a.get(r, i), b.data, b.panelAt(panel) + r * Matrix.PANEL, c.data, to);
                }
            }
        }
    }

    @Override
    public String description() {
        return "plain loops";
    }

    /// `to[t + j] = from[f + j] * factor + to[t + j]` for the 16 columns of a panel.
    private static void addScaled(float factor, float[] from, int f, float[] to, int t) {
        for (int j = 0; j < Matrix.PANEL; j++) {
            to[t + j] = Math.fma(factor, from[f + j], to[t + j]);
        }
    }
}
