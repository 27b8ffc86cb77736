package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.util.List;
import java.util.stream.IntStream;

/// Images of digits that look like handwriting, drawn by a seed: 28 x 28 pixels from 0 (paper) to 1
/// (ink), ten classes.
///
/// An image is a variant of its digit's strokes with control points moved, slanted, turned,
/// stretched and shifted, bent by a smooth wave, drawn with a pen of changing width, on paper with
/// specks. The same seed gives the same images on every machine: image `i` depends on the seed and
/// `i` alone, so a larger set begins with the smaller one.
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
            canvas.develop(random, features, row * SIDE * SIDE);
        }
        return new Dataset(
                "generated digits (seed " + seed + ")",
                features,
                labels,
                new Shape(SIDE, SIDE, 1),
                CLASSES);
    }
}
