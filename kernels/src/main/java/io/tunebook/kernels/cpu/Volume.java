package io.tunebook.kernels.cpu;

import io.tunebook.kernels.data.Dataset;
import io.tunebook.kernels.data.Shape;
import java.util.Arrays;

/// What a layer makes of up to `capacity` rows: `[row][line][pixel][lane]`, each image with a
/// border of zeros around it, so that a convolution needs no bounds.
///
/// Channels lie on lanes, padded with zeros to a multiple of 16 unless said otherwise. Rows that
/// are no images have no border, and are an odd number of cache lines apart, so that a column of
/// many rows does not fall into few places of the cache.
final class Volume {

    private static final int LINE = 16;

    final float[] data;
    final Shape shape;

    /// Pixels of zeros on each side of an image.
    final int border;

    /// Floats from a pixel to the next.
    final int pixel;

    /// Floats from a line of an image to the next.
    final int line;

    /// Floats from a row to the next.
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

    /// Floats that a volume takes.
    static long floats(Shape shape, int lanes, int border, int capacity) {
        return (long) row(shape, lanes, border) * Matrix.padded(capacity) + 8L * lanes + LINE;
    }

    private static int row(Shape shape, int lanes, int border) {
        if (!shape.isImage()) {
            return lanes / LINE % 2 == 0 ? lanes + LINE : lanes;
        }
        return (shape.height() + 2 * border) * (shape.width() + 2 * border) * lanes;
    }

    /// Where lane 0 of a pixel lies; pixels of the border may be asked for as well.
    int at(int index, int y, int x) {
        return index * row + first + y * line + x * pixel;
    }

    float get(int index, int y, int x, int channel) {
        return data[at(index, y, x) + channel];
    }

    /// Fetches row `source` of the dataset to row `target`.
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

    /// Puts zeros back into the border of rows `from .. to - 1`, whatever a product left there.
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
