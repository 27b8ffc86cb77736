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

    PatchRow(Volume volume, int edge) {
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
            for (int pixel = 0; pixel < pixels; pixel++) {
                if (lanes < Matrix.PANEL) {
                    for (int lane = 0; lane < lanes; lane++) {
                        data[to + lane] = volume.data[from + lane];
                    }
                } else {
                    System.arraycopy(volume.data, from, data, to, lanes);
                }
                from += lanes;
                to += column;
            }
        }
    }
}
