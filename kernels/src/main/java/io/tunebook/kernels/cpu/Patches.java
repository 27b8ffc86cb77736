package io.tunebook.kernels.cpu;

/// The patches around the pixels of a line, as the rows of a product: element k of the row of pixel
/// x is at [#line], plus [#starts] of `k / 16`, plus `k % 16`, plus `16 x`. Elements are in the
/// order of tap x, tap y, lane, as the weights of a convolution.
///
/// Where channels fill panels, patches are read in place: a tap is the same line or another, moved.
/// Of an image with fewer channels they are copied, a line at a time; threads must not share them
/// then.
final class Patches {

    private static final int PANEL = Matrix.PANEL;

    final float[] data;
    final int[] starts;
    final boolean inPlace;

    /// The positions of the left tap of each line and panel, from that of a pixel, for patches in
    /// place.
    final int[] lines;

    private final Volume volume;
    private final Products products;
    private final int edge;
    private final int half;

    /// Floats of a patch from one column of taps to the next.
    private final int run;

    /// The lines around each line of an image: `[line][pixel][tap y][lane]`.
    private final float[] interleaved;

    private int interleavedImage = -1;

    Patches(Volume volume, int edge, Products products) {
        this.volume = volume;
        this.products = products;
        this.edge = edge;
        this.half = edge / 2;
        this.run = edge * volume.lanes();
        this.inPlace = isInPlace(volume);
        this.starts = new int[Matrix.padded(edge * run) / PANEL];
        this.lines = new int[edge * volume.panels];
        for (int i = 0; i < lines.length; i++) {
            int y = i / volume.panels - half;
            lines[i] = y * volume.line - half * PANEL + i % volume.panels * volume.panel;
        }
        int width = volume.shape.width();
        int panel = (width + Products.ROWS) * PANEL;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = inPlace ? inPlace(i) : i * panel;
        }
        this.data = inPlace ? volume.data : new float[starts.length * panel];
        this.interleaved =
                new float
                        [inPlace
                                ? 0
                                : volume.shape.height() * lineOfInterleaved() + edge * run + PANEL];
    }

    static boolean isInPlace(Volume volume) {
        return volume.pixel == PANEL;
    }

    private int inPlace(int sixteen) {
        int tap = sixteen / volume.panels;
        int x = tap / edge - half;
        int y = tap % edge - half;
        return y * volume.line + x * PANEL + sixteen % volume.panels * volume.panel;
    }

    /// Prepares a line of an image.
    ///
    /// @return the position of the row of its first pixel
    int line(int index, int y) {
        if (inPlace) {
            return volume.at(index, y, 0);
        }
        if (index != interleavedImage) {
            interleave(index);
            interleavedImage = index;
        }
        int from = y * lineOfInterleaved();
        for (int i = 0; i < starts.length; i++) {
            int width = volume.shape.width();
            products.copyRows(interleaved, from + i * PANEL, run, data, starts[i], PANEL, width);
        }
        return 0;
    }

    /// As the lines of the volume, which include one border.
    private int lineOfInterleaved() {
        return (volume.shape.width() + volume.border) * run;
    }

    /// All lines at once: loops are long, and a vector cannot be loaded soon after the single
    /// floats that it consists of were stored.
    private void interleave(int index) {
        int lanes = volume.pixel;
        int pixels = volume.pixels() + edge - 1;
        for (int tap = 0; tap < edge; tap++) {
            int from = volume.at(index, tap - half, -half);
            for (int lane = 0; lane < lanes; lane++) {
                int to = tap * lanes + lane;
                for (int pixel = 0; pixel < pixels; pixel++) {
                    interleaved[to + pixel * run] = volume.data[from + lane + pixel * lanes];
                }
            }
        }
    }
}
