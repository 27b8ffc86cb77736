package io.tunebook.kernels;

/// A hidden layer of a [Network].
public sealed interface Layer {

    /// Every unit reads every input; an image is read as one flat row.
    ///
    /// @param width units, from 1 to 65,536
    record Dense(int width) implements Layer {
        public Dense {
            Check.within("a hidden layer's width", 1, 1 << 16, width);
        }
    }

    /// A convolution of stride 1 over an image, zero beyond its edges, so that height and width
    /// stay.
    ///
    /// @param channels of the output, from 1 to 4,096
    /// @param kernel pixels along the kernel's edge: 1, 3 or 5
    record Convolution(int channels, int kernel) implements Layer {
        public Convolution {
            Check.within("a convolution's channels", 1, 1 << 12, channels);
            if (kernel != 1 && kernel != 3 && kernel != 5) {
                throw new IllegalArgumentException("kernel must be 1, 3 or 5, not " + kernel);
            }
        }
    }

    /// The maximum or the average of each window of `window x window` pixels. The windows do not
    /// overlap; the remaining pixels at the right and the lower edge are discarded.
    ///
    /// @param window pixels along an edge, from 2 to 16
    record Pooling(Kind kind, int window) implements Layer {

        /// The function that reduces a window to a pixel.
        public enum Kind {
            MAX,
            AVERAGE
        }

        public Pooling {
            Check.within("a pooling window", 2, 16, window);
        }
    }
}
