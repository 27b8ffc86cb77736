package io.tunebook.kernels.cpu;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import java.util.Arrays;

/// The values of a layer for up to `capacity` rows, in panels of 16 channels, so that products read
/// them in place: `[panel][row][16]`, and for images `[row][panel][line][pixel][16]`.
///
/// Channels are padded with zeros to a multiple of 16. Images with fewer than 16 channels may have
/// as many lanes as channels: `[row][line][pixel][lane]`. Each image has a border of zeros, so that
/// a convolution needs no bounds checks; the right border of a line is the left one of the next.
final class Volume {

    private static final int PANEL = Matrix.PANEL;

    /// Rows that are loaded together, so that each page of memory is written once for all of them.
    private static final int ROWS_TOGETHER = 8;

    final float[] data;
    final Shape shape;

    /// The width of an image's zero border in pixels.
    final int border;

    final int panels;

    /// Floats from one pixel to the next: 16, or the channels of an image if they are fewer.
    final int pixel;

    /// Floats from one line of an image to the next.
    final int line;

    /// Floats from one panel to the next.
    final int panel;

    /// Floats from one row to the next.
    final int row;

    private final int first;

    /// @param lanes channels, padded to a multiple of 16 unless they are fewer than 16
    Volume(Shape shape, int lanes, int border, int capacity) {
        this.shape = shape;
        this.border = shape.isImage() ? border : 0;
        this.panels = Math.max(1, lanes / PANEL);
        this.pixel = Math.min(lanes, PANEL);
        this.line = (shape.width() + this.border) * pixel;
        this.data = new float[Math.toIntExact(floats(shape, lanes, border, capacity))];
        this.panel =
                shape.isImage()
                        ? Math.toIntExact(pixels(shape, border) * pixel)
                        : rowsOfPanel(capacity) * PANEL;
        this.row = shape.isImage() ? panels * panel : PANEL;
        this.first = this.border * (line + pixel);
    }

    /// The channels, with padding.
    int lanes() {
        return panels * pixel;
    }

    /// The number of floats of a volume.
    static long floats(Shape shape, int lanes, int border, int capacity) {
        if (!shape.isImage()) {
            return (long) rowsOfPanel(capacity) * lanes;
        }
        // A product reads and writes whole tiles: up to three pixels beyond the last line.
        return pixels(shape, border) * lanes * capacity + 8L * lanes + PANEL;
    }

    /// The pixels of an image with its borders.
    private static long pixels(Shape shape, int border) {
        return (shape.height() + 2L * border) * (shape.width() + border) + border;
    }

    /// Rows of a panel: an odd multiple of 16, so that the panels of some rows do not map to the
    /// same cache sets.
    private static int rowsOfPanel(int capacity) {
        int padded = Matrix.padded(capacity);
        return padded / PANEL % 2 == 0 ? padded + PANEL : padded;
    }

    /// The position of lane 0 of the first panel of a pixel; the pixel may lie in the border.
    int at(int index, int y, int x) {
        return index * row + first + y * line + x * pixel;
    }

    /// The position of a channel of a row that is not an image.
    int at(int index, int channel) {
        return (channel >> 4) * panel + index * PANEL + (channel & (PANEL - 1));
    }

    /// Pixels from an image's first to its last, including the borders between its lines.
    int pixels() {
        return (shape.height() - 1) * (shape.width() + border) + shape.width();
    }

    /// The number of runs of adjacent floats of some rows.
    int runs() {
        return shape.isImage() ? 1 : panels;
    }

    /// The position of a run of rows from `from`; the borders of images are included.
    int run(int run, int from) {
        return run * panel + from * row;
    }

    /// Loads rows `order[start + row]` of the dataset into rows `from .. to - 1`.
    void load(Dataset dataset, int[] order, int start, int from, int to, Products products) {
        if (shape.isImage()) {
            for (int row = from; row < to; row++) {
                loadImage(dataset, order[start + row], row);
            }
            return;
        }
        float[] rows = new float[ROWS_TOGETHER * lanes()];
        for (int row = from; row < to; row += ROWS_TOGETHER) {
            int count = Math.min(ROWS_TOGETHER, to - row);
            for (int i = 0; i < count; i++) {
                dataset.copyFeatures(
                        order[start + row + i], 0, shape.channels(), rows, i * lanes());
            }
            for (int p = 0; p < panels; p++) {
                int at = p * panel + row * PANEL;
                products.copyRows(rows, p * PANEL, lanes(), data, at, PANEL, count);
            }
        }
    }

    private void loadImage(Dataset dataset, int source, int target) {
        boolean together = pixel == shape.channels();
        int pixels = together ? shape.width() : 1;
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x += pixels) {
                int column = (y * shape.width() + x) * shape.channels();
                for (int p = 0; p < panels; p++) {
                    int floats = Math.min(pixels * pixel, pixels * shape.channels() - p * PANEL);
                    int to = at(target, y, x) + p * panel;
                    dataset.copyFeatures(source, column + p * PANEL, floats, data, to);
                }
            }
        }
    }

    /// Sets the border of rows `from .. to - 1` to 0, because a product may have written there.
    void clearBorder(int from, int to) {
        if (border == 0) {
            return;
        }
        int side = border * pixel;
        for (int start = from * row; start < to * row; start += panel) {
            Arrays.fill(data, start, start + first, 0f);
            int end = start + first + shape.width() * pixel;
            for (int y = 0; y < shape.height() - 1; y++) {
                Arrays.fill(data, end, end + side, 0f);
                end += line;
            }
            Arrays.fill(data, end, start + panel, 0f);
        }
    }
}
