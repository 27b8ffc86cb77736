package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Seeded images that resemble handwritten digits: 28 x 28 pixels from 0 (paper) to 1 (ink), ten
/// classes.
///
/// An image is a variant of its digit's strokes with randomly moved control points, slanted,
/// rotated, stretched, shifted and warped by a smooth wave, drawn with a varying stroke width, with
/// noise added. The same seed gives the same images on every machine: image `i` depends only on the
/// seed and `i`, so a larger set begins with the smaller one.
public final class GeneratedDigits {

    /// Pixels along an edge.
    public static final int SIDE = 28;

    private static final List<String> CLASSES =
            IntStream.range(0, 10).mapToObj(String::valueOf).toList();

    private GeneratedDigits() {}

    /// `rows` images by `seed`.
    ///
    /// @param rows from 1 to 1,000,000
    public static Dataset generate(int rows, long seed) {
        if (rows < 1 || rows > 1_000_000) {
            throw new IllegalArgumentException("rows must be from 1 to 1000000, not " + rows);
        }
        float[] features = new float[rows * SIDE * SIDE];
        int[] labels = new int[rows];
        DigitCanvas canvas = new DigitCanvas(SIDE);
        for (int row = 0; row < rows; row++) {
            SeededRandom random = SeededRandom.of(seed, row);
            labels[row] = random.below(10);
            double[][][] variants = DigitShapes.OF_DIGIT[labels[row]];
            DigitPen pen = new DigitPen(random, canvas);
            pen.write(variants[random.below(variants.length)]);
            canvas.export(random, features, row * SIDE * SIDE);
        }
        return new Dataset(
                "generated digits (seed " + seed + ")",
                features,
                labels,
                new Shape(SIDE, SIDE, 1),
                CLASSES);
    }
}
