package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;
import java.util.Arrays;

/// A square of pixels that a [DigitPen] draws on, reused for each image.
final class DigitCanvas {

    private static final double GRAIN = 0.05;
    private static final int LEVELS = 255;

    private final int side;
    private final double[] ink;

    DigitCanvas(int side) {
        this.side = side;
        this.ink = new double[side * side];
    }

    int side() {
        return side;
    }

    /// Draws the segment from (x0, y0) to (x1, y1), in pixels, with round ends of the given radius
    /// and antialiased edges one pixel wide. Where strokes overlap, the darker value remains.
    void segment(double x0, double y0, double x1, double y1, double radius, double darkness) {
        double reach = radius + 0.5;
        int left = clampToSide(Math.min(x0, x1) - reach);
        int right = clampToSide(Math.max(x0, x1) + reach + 1);
        int top = clampToSide(Math.min(y0, y1) - reach);
        int bottom = clampToSide(Math.max(y0, y1) + reach + 1);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double scale = 1 / Math.max(dx * dx + dy * dy, 1e-12);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                double px = x + 0.5 - x0;
                double py = y + 0.5 - y0;
                double along = Math.clamp((px * dx + py * dy) * scale, 0.0, 1.0);
                double ex = px - along * dx;
                double ey = py - along * dy;
                double square = ex * ex + ey * ey;
                if (square < reach * reach) {
                    double cover = darkness * Math.min(1, reach - Math.sqrt(square));
                    ink[y * side + x] = Math.max(ink[y * side + x], cover);
                }
            }
        }
    }

    /// Adds noise, writes the pixels as multiples of 1/255 to `target[offset ..]` and clears the
    /// canvas.
    void export(SeededRandom random, float[] target, int offset) {
        for (int i = 0; i < ink.length; i++) {
            double grain = GRAIN * (random.uniform() + random.uniform() + random.uniform() - 1.5);
            double value = ink[i] + 2 * grain * (ink[i] > 0 ? 1.4 : 1);
            target[offset + i] = Math.round(Math.clamp(value, 0.0, 1.0) * LEVELS) / (float) LEVELS;
        }
        Arrays.fill(ink, 0);
    }

    private int clampToSide(double at) {
        return Math.clamp((int) Math.floor(at), 0, side);
    }
}
