package io.tunebook.kernels.cpu;

/// 16 lanes of one image at a time, its pixels with all borders 16 floats apart. Where the volume
/// has no more lanes it is the volume itself.
final class ChannelPanel {

    private static final int PANEL = Matrix.PANEL;

    private final Volume volume;
    private final float[] copy;
    private int image;

    ChannelPanel(Volume volume) {
        this.volume = volume;
        this.copy = new float[volume.pixel == PANEL ? 0 : volume.row / volume.pixel * PANEL];
    }

    /// Turns to lanes `lane .. lane + 15` of an image.
    void fill(int image, int lane) {
        this.image = image;
        int from = image * volume.row + lane;
        for (int to = 0; to < copy.length; to += PANEL) {
            System.arraycopy(volume.data, from, copy, to, PANEL);
            from += volume.pixel;
        }
    }

    float[] data() {
        return copy.length == 0 ? volume.data : copy;
    }

    /// Where a pixel lies in [#data].
    int at(int y, int x) {
        int at = volume.at(image, y, x);
        return copy.length == 0 ? at : (at - image * volume.row) / volume.pixel * PANEL;
    }
}
