package io.tunebook.kernels.data;

import io.tunebook.kernels.random.SeededRandom;

/// The handwriting of one image: its random parameters are drawn in the constructor.
final class DigitPen {

    private static final int SAMPLES = 8;
    private static final double JITTER = 0.026;

    private final SeededRandom random;
    private final DigitCanvas canvas;

    private final double xx;
    private final double xy;
    private final double yx;
    private final double yy;
    private final double shiftX;
    private final double shiftY;
    private final double waveX;
    private final double waveY;
    private final double phaseX;
    private final double phaseY;
    private final double bend;
    private final double darkness;
    private double radius;

    DigitPen(SeededRandom random, DigitCanvas canvas) {
        this.random = random;
        this.canvas = canvas;
        double angle = 0.13 * random.gaussian();
        double shear = 0.18 * random.gaussian();
        double height = canvas.side() * random.uniform(0.60, 0.80);
        double width = height * random.uniform(0.70, 1.05);
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        this.xx = width * cos;
        this.xy = -height * (sin + shear * cos);
        this.yx = width * sin;
        this.yy = height * (cos - shear * sin);
        this.shiftX = canvas.side() * 0.5 + 1.0 * random.gaussian();
        this.shiftY = canvas.side() * 0.5 + 1.0 * random.gaussian();
        this.waveX = random.uniform(3, 7);
        this.waveY = random.uniform(3, 7);
        this.phaseX = random.uniform(0, 2 * Math.PI);
        this.phaseY = random.uniform(0, 2 * Math.PI);
        this.bend = 0.03 * Math.abs(random.gaussian());
        this.darkness = random.uniform(0.65, 1);
        this.radius = random.uniform(0.6, 1.7);
    }

    /// Draws the strokes, each `x0, y0, x1, y1, ...` in the unit square. Strokes with a common end
    /// remain connected.
    void write(double[][] strokes) {
        double endX = Double.NaN;
        double endY = Double.NaN;
        double movedX = 0;
        double movedY = 0;
        for (double[] stroke : strokes) {
            double[] points = jittered(stroke);
            if (stroke[0] == endX && stroke[1] == endY) {
                points[0] = movedX;
                points[1] = movedY;
            }
            curve(points);
            endX = stroke[stroke.length - 2];
            endY = stroke[stroke.length - 1];
            movedX = points[points.length - 2];
            movedY = points[points.length - 1];
        }
    }

    private double[] jittered(double[] stroke) {
        double[] points = new double[stroke.length];
        for (int i = 0; i < points.length; i++) {
            points[i] = stroke[i] + JITTER * random.gaussian();
        }
        return points;
    }

    /// Draws a Catmull-Rom spline through the points, as short segments.
    private void curve(double[] points) {
        int count = points.length / 2;
        double lastX = placeX(points[0], points[1]);
        double lastY = placeY(points[0], points[1]);
        double widening = random.uniform(-0.03, 0.03);
        for (int i = 0; i + 1 < count; i++) {
            int before = Math.max(i - 1, 0);
            int after = Math.min(i + 2, count - 1);
            for (int s = 1; s <= SAMPLES; s++) {
                double t = (double) s / SAMPLES;
                double x =
                        spline(
                                points[2 * before],
                                points[2 * i],
                                points[2 * i + 2],
                                points[2 * after],
                                t);
                double y =
                        spline(
                                points[2 * before + 1],
                                points[2 * i + 1],
                                points[2 * i + 3],
                                points[2 * after + 1],
                                t);
                double nextX = placeX(x, y);
                double nextY = placeY(x, y);
                canvas.segment(lastX, lastY, nextX, nextY, radius, darkness);
                lastX = nextX;
                lastY = nextY;
                radius = Math.clamp(radius + widening, 0.5, 1.9);
            }
        }
    }

    private static double spline(double p0, double p1, double p2, double p3, double t) {
        double a = 2 * p1;
        double b = p2 - p0;
        double c = 2 * p0 - 5 * p1 + 4 * p2 - p3;
        double d = 3 * p1 - p0 - 3 * p2 + p3;
        return 0.5 * (a + t * (b + t * (c + t * d)));
    }

    private double placeX(double x, double y) {
        return shiftX + xx * (x - 0.5 + bend * StrictMath.sin(waveX * y + phaseX)) + xy * (y - 0.5);
    }

    private double placeY(double x, double y) {
        return shiftY + yx * (x - 0.5) + yy * (y - 0.5 + bend * StrictMath.sin(waveY * x + phaseY));
    }
}
