package io.tunebook.kernels.cpu;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import java.util.Arrays;

/// The values of a layer for up to `capacity` rows: `[row][line][pixel][lane]`. Each image has a
/// border of zeros, so that a convolution needs no bounds checks.
///
/// Channels are lanes, padded with zeros to a multiple of 16 unless stated otherwise. Rows that are
/// not images have no border, and are an odd number of cache lines apart, so that a column of many
/// rows does not map to few cache sets.
final class Volume {

    private static final int LINE = 16;

    final float[] data;
    final Shape shape;

    /// The width of an image's zero border in pixels.
    final int border;

    /// Floats from one pixel to the next.
    final int pixel;

    /// Floats from one line of an image to the next.
    final int line;

    /// Floats from one row to the next.
    final int row;

    private final int first;

    Volume(Shape shape, int lanes, int border, int capacity) {
        this.shape = shape;
        this.border = shape.isImage() ? border : 0;
        this.pixel = lanes;
        this.line = (shape.width() + 2 * this.border) * pixel;
        this.row = row(shape, lanes, border);
        this.first = this.border * (line + pixel);
        this.data = new float[Math.toIntExact(floats(shape, lanes, border, capacity))];
    }

    /// The number of floats of a volume.
    static long floats(Shape shape, int lanes, int border, int capacity) {
        return (long) row(shape, lanes, border) * Matrix.padded(capacity) + 8L * lanes + LINE;
    }

    private static int row(Shape shape, int lanes, int border) {
        if (!shape.isImage()) {
            return lanes / LINE % 2 == 0 ? lanes + LINE : lanes;
        }
        return (shape.height() + 2 * border) * (shape.width() + 2 * border) * lanes;
    }

    /// The position of lane 0 of a pixel; the pixel may lie in the border.
    int at(int index, int y, int x) {
        return index * row + first + y * line + x * pixel;
    }

    float get(int index, int y, int x, int channel) {
        return data[at(index, y, x) + channel];
    }

    /// Loads row `source` of the dataset into row `target`.
    void load(Dataset dataset, int source, int target) {
        boolean together = pixel == shape.channels();
        int pixels = together ? shape.width() : 1;
        int floats = pixels * shape.channels();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x += pixels) {
                int column = (y * shape.width() + x) * shape.channels();
                dataset.copyFeatures(source, column, floats, data, at(target, y, x));
            }
        }
    }

    /// Sets the border of rows `from .. to - 1` to 0, because a product may have written there.
    void clearBorder(int from, int to) {
        if (border == 0) {
            return;
        }
        for (int index = from; index < to; index++) {
            Arrays.fill(data, index * row, at(index, 0, 0), 0f);
            int side = 2 * border * pixel;
            for (int y = 0; y < shape.height() - 1; y++) {
                int end = at(index, y, shape.width());
                Arrays.fill(data, end, end + side, 0f);
            }
            int end = at(index, shape.height() - 1, shape.width());
            Arrays.fill(data, end, (index + 1) * row, 0f);
        }
    }
}
