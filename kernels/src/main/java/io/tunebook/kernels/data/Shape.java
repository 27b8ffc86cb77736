package io.tunebook.kernels.data;

/// How a row's features are arranged: an image of `height x width` pixels, each of `channels`
/// neighbouring floats, line after line. Rows that are no images are 1 x 1 with a channel a
/// feature.
public record Shape(int height, int width, int channels) {

    public Shape {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "a shape needs at least one of each, not %d x %d x %d"
                            .formatted(height, width, channels));
        }
        if ((long) height * width * channels > 1 << 24) {
            throw new IllegalArgumentException(
                    "inputs must be from 1 to %d, not %d x %d x %d"
                            .formatted(1 << 24, height, width, channels));
        }
    }

    /// A row that is no image.
    public static Shape flat(int features) {
        return new Shape(1, 1, features);
    }

    /// Floats of a row.
    public int size() {
        return height * width * channels;
    }

    /// Whether there is more than one pixel.
    public boolean isImage() {
        return height > 1 || width > 1;
    }

    @Override
    public String toString() {
        return isImage() ? height + " x " + width + " x " + channels : String.valueOf(channels);
    }
}
