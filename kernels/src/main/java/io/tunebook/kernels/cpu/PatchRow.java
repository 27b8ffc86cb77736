package io.tunebook.kernels.cpu;

/// The input lines of one output line of a convolution, interleaved: `[pixel][line][lane]`. The
/// patch of a pixel is then one run of floats, and the next patch begins one column later.
final class PatchRow {

    final float[] data;

    /// Floats from a pixel to the next.
    final int column;

    private final Volume volume;
    private final int edge;
    private final int half;
    private final int pixels;
    private final Products products;

    PatchRow(Volume volume, int edge, Products products) {
        this.products = products;
        this.volume = volume;
        this.edge = edge;
        this.half = edge / 2;
        this.column = edge * volume.pixel;
        this.pixels = volume.shape.width() + 2 * half;
        this.data = new float[(pixels + Products.ROWS) * column + 2 * Matrix.PANEL];
    }

    /// Interleaves the lines around line `y` of an image.
    void fill(int image, int y) {
        int lanes = volume.pixel;
        for (int line = 0; line < edge; line++) {
            int from = volume.at(image, y + line - half, -half);
            int to = line * lanes;
            if (lanes < Matrix.PANEL) {
                copyFew(from, to);
            }
            for (int lane = 0; lane + Matrix.PANEL <= lanes; lane += Matrix.PANEL) {
                products.copyRows(volume.data, from + lane, lanes, data, to + lane, column, pixels);
            }
        }
    }

    private void copyFew(int from, int to) {
        int lanes = volume.pixel;
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int lane = 0; lane < lanes; lane++) {
                data[to + pixel * column + lane] = volume.data[from + pixel * lanes + lane];
            }
        }
    }
}
