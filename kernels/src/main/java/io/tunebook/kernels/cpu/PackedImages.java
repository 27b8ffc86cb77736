package io.tunebook.kernels.cpu;

import io.tunebook.kernels.data.Shape;

/// The images of a volume with 16 channels together: `[image][panel][pixel][16]`, including all
/// borders. A volume of exactly 16 lanes is used without a copy.
final class PackedImages {

    private static final int PANEL = Matrix.PANEL;

    final float[] data;
    private final Volume volume;
    private final Products products;

    PackedImages(Volume volume, Products products) {
        this.volume = volume;
        this.products = products;
        this.data = copied(volume) ? new float[volume.data.length] : volume.data;
    }

    private static boolean copied(Volume volume) {
        return volume.pixel > PANEL;
    }

    /// The number of floats of the copy.
    static long floats(Shape shape, int lanes, int border, int capacity) {
        return lanes > PANEL ? Volume.floats(shape, lanes, border, capacity) : 0;
    }

    /// Copies images `from .. to - 1`.
    void fill(int from, int to) {
        if (!copied(volume)) {
            return;
        }
        for (int image = from; image < to; image++) {
            int at = image * volume.row;
            for (int lane = 0; lane < volume.pixel; lane += PANEL) {
                int pixels = volume.row / volume.pixel;
                int first = image * volume.row + lane;
                products.copyRows(volume.data, first, volume.pixel, data, at, PANEL, pixels);
                at += pixels * PANEL;
            }
        }
    }

    /// The distance of a panel from the one before.
    int stride() {
        return volume.row / volume.pixel * PANEL;
    }

    /// The position of a pixel in the first panel of an image.
    int at(int image, int y, int x) {
        int start = image * volume.row;
        return start + (volume.at(image, y, x) - start) / volume.pixel * PANEL;
    }
}
