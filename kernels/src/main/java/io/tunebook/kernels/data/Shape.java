package io.tunebook.kernels.data;

/// The arrangement of a row's features: an image of `height x width` pixels, each of `channels`
/// adjacent floats, line by line. A row that is not an image is 1 x 1 with one channel per feature.
public record Shape(int height, int width, int channels) {

    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "height, width and channels must be at least 1, not %d x %d x %d"
                            .formatted(height, width, channels));
        }
        if ((long) height * width * channels > 1 << 24) {
            throw new IllegalArgumentException(
                    "inputs must be from 1 to %d, not %d x %d x %d"
                            .formatted(1 << 24, height, width, channels));
        }
    }

    /// The shape of a row that is not an image.
    public static Shape flat(int features) {
        return new Shape(1, 1, features);
    }

    /// The number of features of a row.
    public int size() {
        return height * width * channels;
    }

    /// Whether the row is an image: more than one pixel.
    public boolean isImage() {
        return height > 1 || width > 1;
    }

    @Override
    public String toString() {
        return isImage() ? height + " x " + width + " x " + channels : String.valueOf(channels);
    }
}
