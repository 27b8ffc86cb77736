package io.tunebook.bench.verdicts;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.server.model.Curves;
import java.util.SplittableRandom;

/// Curves of a validation error with a known shape. Time goes from 0 to 1; the noise's marginal
/// standard deviation is [#NOISE].
///
/// @param shape without noise
/// @param correlation of the noise of an evaluation with that of the one before
/// @param disturbance of the shape or of single evaluations
/// @param evaluations of the curve
record SimulatedCurve(Shape shape, double correlation, Disturbance disturbance, int evaluations) {
    static final double NOISE = 0.003;

    enum Shape {
        /// Falls by 100 times the noise and is level from the middle on.
        LEVEL,
        /// A power law, or the level shape with a linear fall: at least 8 times the noise in the
        /// second half.
        FALLING,
        /// Level, and ten times the noise higher at the end: linear over the second half, or within
        /// the third fifth.
        RISING
    }

    enum Disturbance {
        NONE,
        NAN,
        INFINITY,
        SPIKE,
        RESTARTS,
        CYCLES,
        DECAY,
        DESCENT
    }

    /// A unit in which the same curve is recorded.
    enum Unit {
        FRACTION(Direction.MINIMIZE, 0, 1),
        PERCENT(Direction.MINIMIZE, 0, 100),
        ACCURACY(Direction.MAXIMIZE, 1, -1),
        LIKELIHOOD(Direction.MAXIMIZE, -10, -1),
        THOUSANDS(Direction.MINIMIZE, 0, 1_000);

        private final Direction direction;
        private final double zero;
        private final double scale;

        /// @param zero the value of an error of 0
        Unit(Direction direction, double zero, double scale) {
            this.direction = direction;
            this.zero = zero;
            this.scale = scale;
        }

        Objective objective() {
            return new Objective("validation/error", direction);
        }

        Curves.Series series(double[] errors) {
            float[] steps = new float[errors.length];
            float[] values = new float[errors.length];
            for (int i = 0; i < errors.length; i++) {
                steps[i] = 10 * (i + 1);
                values[i] = (float) (zero + scale * errors[i]);
            }
            return new Curves.Series("validation/error", steps, values);
        }
    }

    /// A number of the case, for its random numbers.
    @SuppressWarnings("EnumOrdinal")
    long number() {
        return 1_000L * evaluations
                + 100L * shape.ordinal()
                + 10L * disturbance.ordinal()
                + Math.round(10 * correlation);
    }

    /// The errors of one curve.
    double[] draw(SplittableRandom random) {
        boolean second = random.nextBoolean();
        double phase = random.nextDouble();
        double noise = random.nextGaussian();
        double[] errors = new double[evaluations];
        for (int i = 0; i < evaluations; i++) {
            double t = (i + 1.0) / evaluations;
            double scale = disturbance == Disturbance.DECAY ? 1 / Math.pow(1.5, drops(t)) : 1;
            errors[i] = base(t, second) + extra(t, phase) + NOISE * scale * noise;
            noise =
                    correlation * noise
                            + Math.sqrt(1 - correlation * correlation) * random.nextGaussian();
        }
        int at = random.nextInt(evaluations);
        switch (disturbance) {
            case NAN -> errors[at] = Double.NaN;
            case INFINITY ->
                    errors[at] = second ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            case SPIKE -> errors[at] += (second ? 1 : -1) * NOISE * (20 + 80 * phase);
            case NONE, RESTARTS, CYCLES, DECAY, DESCENT -> {}
        }
        return errors;
    }

    private double base(double t, boolean second) {
        double level = 0.05 + 0.3 * Math.exp(-12 * t);
        return switch (shape) {
            case LEVEL -> level;
            case FALLING ->
                    second ? 0.02 + 0.3 / Math.sqrt(1 + 20 * t) : level + 20 * NOISE * (1 - t);
            case RISING ->
                    level + 10 * NOISE * Math.clamp(second ? (t - 0.5) * 2 : (t - 0.4) * 5, 0, 1);
        };
    }

    private double extra(double t, double phase) {
        return switch (disturbance) {
            case NONE, NAN, INFINITY, SPIKE -> 0;
            case RESTARTS -> 10 * NOISE * (1 + Math.cos(Math.PI * cycle(t))) / 2;
            case CYCLES -> 10 * NOISE * Math.abs(2 * ((6 * t + phase) % 1) - 1);
            case DECAY -> -10 * NOISE * drops(t);
            case DESCENT ->
                    NOISE
                            * (20 * Math.exp(-Math.pow((t - 0.4) / 0.1, 2))
                                    - 10 / (1 + Math.exp(-(t - 0.45) / 0.03)));
        };
    }

    /// Where in its cycle of one, two and four sevenths of the training a step is.
    private static double cycle(double t) {
        double seventh = 7 * t;
        return seventh <= 1 ? seventh : seventh <= 3 ? (seventh - 1) / 2 : (seventh - 3) / 4;
    }

    /// The decays of the learning rate so far. A falling curve has the last one late.
    private double drops(double t) {
        double last = shape == Shape.FALLING ? 0.75 : 0.6;
        return (t > 0.3 ? 1 : 0) + (t > last ? 1 : 0);
    }
}
