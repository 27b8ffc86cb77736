package io.tunebook.kernels.cpu;

/// 16 channels of one image at a time: its pixels, including all borders, 16 floats apart. A volume
/// of exactly 16 lanes is used without a copy.
final class ChannelPanel {

    private static final int PANEL = Matrix.PANEL;

    private final Volume volume;
    private final float[] copy;
    private int image;

    ChannelPanel(Volume volume) {
        this.volume = volume;
        this.copy = new float[volume.pixel == PANEL ? 0 : volume.row / volume.pixel * PANEL];
    }

    /// Selects lanes `lane .. lane + 15` of an image.
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

    /// The position of a pixel in [#data].
    int at(int y, int x) {
        int at = volume.at(image, y, x);
        return copy.length == 0 ? at : (at - image * volume.row) / volume.pixel * PANEL;
    }
}
