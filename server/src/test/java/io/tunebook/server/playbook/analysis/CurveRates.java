package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.server.model.Curves;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/// Error rates of the curve analyses on generated curves with known answers. `main` prints the
/// tables of `docs/learning.md`.
final class CurveRates {
    static final Objective ERROR = new Objective("validation/error", Objective.Direction.MINIMIZE);

    /// The decrease of a validation curve, from its first evaluation to its level.
    static final double FALL = 0.3;

    private CurveRates() {}

    /// A validation curve: a decrease to its level, then a rise or a further decrease.
    ///
    /// @param noise of each evaluation
    /// @param climb the rise over its second half
    /// @param slope the further decrease over the whole curve
    /// @param pace of the fall: `exp(-pace t)` with `t` from 0 to 1
    record Validation(int points, double noise, double climb, double slope, double pace) {
        float[] draw(Random random) {
            float[] values = new float[points];
            for (int i = 0; i < points; i++) {
                double t = (double) i / points;
                values[i] =
                        (float)
                                (0.04
                                        + FALL * Math.exp(-pace * t)
                                        + climb * Math.max(0, t - 0.5) * 2
                                        - slope * t
                                        + noise * random.nextGaussian());
            }
            return values;
        }

        Kind read(Random random) {
            float[] steps = new float[points];
            for (int i = 0; i < points; i++) {
                steps[i] = 10 * (i + 1);
            }
            return CurveShape.of(ERROR, new Curves.Series(ERROR.metric(), steps, draw(random)))
                    .verdict();
        }

        double rate(Kind kind, int curves, long seed) {
            return share(curves, seed, random -> read(random) == kind);
        }
    }

    /// A training loss of 400 steps: level, or rising by a share of itself over its second half.
    /// Its noise is lognormal, as losses are above zero and have spikes.
    record Loss(double noise, double rise) {
        float[] draw(Random random) {
            float[] values = new float[400];
            for (int i = 0; i < values.length; i++) {
                double level = 0.2 * (1 + rise * Math.max(0, i / 400.0 - 0.5) * 2);
                values[i] = (float) (level * Math.exp(noise * random.nextGaussian()));
            }
            return values;
        }

        double rate(int curves, long seed) {
            return share(curves, seed, random -> TrainingIssues.rising(draw(random)));
        }
    }

    /// The share of generated curves with a noise above half of a gap (PB-32).
    ///
    /// @param noise the true noise, as a share of the gap
    static double loud(int points, double noise, int curves, long seed) {
        double gap = 0.01;
        Validation level = new Validation(points, noise * gap, 0, 0, 12);
        return share(
                curves, seed, random -> TrainingIssues.loud(Noise.late(level.draw(random)), gap));
    }

    private static double share(int curves, long seed, Predicate<Random> test) {
        Random random = new Random(seed);
        int hits = 0;
        for (int i = 0; i < curves; i++) {
            hits += test.test(random) ? 1 : 0;
        }
        return (double) hits / curves;
    }

    private static String cell(double share) {
        return String.format(Locale.ROOT, " %.1f%% |", 100 * share);
    }

    /// Prints the tables; takes about ten seconds.
    public static void main(String[] args) {
        int curves = 4_000;
        for (int points : new int[] {24, 100}) {
            for (double noise : new double[] {0.001, 0.003, 0.005, 0.015}) {
                Validation level = new Validation(points, noise, 0, 0, 12);
                Validation early = new Validation(points, noise, 0, 0, 60);
                Validation climbs = new Validation(points, noise, 10 * noise, 0, 12);
                Validation falls = new Validation(points, noise, 0, 60 * noise, 12);
                ToDoubleFunction<Validation> flat = v -> v.rate(Kind.FLAT, curves, 5);
                System.out.println(
                        "| %d | %.1f%% |".formatted(points, 100 * noise / FALL)
                                + cell(level.rate(Kind.OVERFITS, curves, 1))
                                + cell(1 - climbs.rate(Kind.OVERFITS, curves, 3))
                                + cell(level.rate(Kind.IMPROVING, curves, 2))
                                + cell(1 - falls.rate(Kind.IMPROVING, curves, 4))
                                + cell(flat.applyAsDouble(falls))
                                + cell(1 - flat.applyAsDouble(early)));
            }
        }
        for (double noise : new double[] {0.1, 0.3, 0.5, 1.0}) {
            System.out.println(
                    "| %.0f%% |".formatted(100 * noise)
                            + cell(new Loss(noise, 0).rate(curves, 6))
                            + cell(1 - new Loss(noise, 0.5).rate(curves, 7))
                            + cell(1 - new Loss(noise, 1).rate(curves, 8)));
        }
        for (int points : new int[] {12, 24, 100}) {
            System.out.println(
                    "| %d |".formatted(points)
                            + cell(loud(points, 0.1, curves, 9))
                            + cell(loud(points, 0.25, curves, 9))
                            + cell(1 - loud(points, 1, curves, 10))
                            + cell(1 - loud(points, 2, curves, 10)));
        }
    }
}
