package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.bench.verdicts.SimulatedCurve.Disturbance;
import io.tunebook.bench.verdicts.SimulatedCurve.Shape;
import io.tunebook.bench.verdicts.SimulatedCurve.Unit;
import io.tunebook.server.playbook.analysis.CurveShape;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.TrainingIssues;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The verdicts on curves: PB-29, PB-33, PB-34 and PB-35 on simulated ones.
final class CurveSection implements Section {
    private static final int CURVES = 3_000;
    private static final double[] CORRELATIONS = {0, 0.5, 0.8};
    private static final int[] EVALUATIONS = {24, 100};

    /// What may happen to a curve that rises.
    private static final List<Disturbance> SINGLE =
            List.of(Disturbance.NONE, Disturbance.NAN, Disturbance.INFINITY, Disturbance.SPIKE);

    /// The rate of the disturbance under which the rule is worst.
    private record Worst(Rate rate, Disturbance disturbance) {}

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        for (int evaluations : EVALUATIONS) {
            for (double correlation : CORRELATIONS) {
                run(settings, evaluations, correlation, rows);
            }
        }
        units(settings, rows);
    }

    private void run(Settings settings, int evaluations, double correlation, Consumer<Row> rows) {
        String noise =
                "%s, %d evaluations"
                        .formatted(
                                correlation == 0 ? "white noise" : "AR(1) " + correlation,
                                evaluations);
        List<Disturbance> all = List.of(Disturbance.values());
        for (Shape shape : List.of(Shape.LEVEL, Shape.FALLING)) {
            String name = shape == Shape.LEVEL ? "level" : "falling";
            for (String rule :
                    List.of("PB-29", "PB-35", shape == Shape.LEVEL ? "PB-33" : "PB-34")) {
                Worst worst =
                        all.stream()
                                .map(d -> rate(settings, shape, d, correlation, evaluations, rule))
                                .max(Comparator.comparingLong(w -> w.rate.hits()))
                                .orElseThrow();
                rows.accept(
                        worst.rate.atMost(
                                "%s false alarm, %s curves, %s, at worst"
                                        .formatted(rule, name, noise),
                                5));
            }
        }
        for (String rule : List.of("PB-29", "PB-35")) {
            Worst worst =
                    SINGLE.stream()
                            .map(d ->
                                    rate(settings, Shape.RISING, d, correlation, evaluations, rule))
                            .min(Comparator.comparingLong(w -> w.rate.hits()))
                            .orElseThrow();
            rows.accept(worst.rate.atLeast("%s found, %s, at worst".formatted(rule, noise), 95));
        }
    }

    private static Worst rate(
            Settings settings,
            Shape shape,
            Disturbance disturbance,
            double correlation,
            int evaluations,
            String rule) {
        SimulatedCurve curve = new SimulatedCurve(shape, correlation, disturbance, evaluations);
        Predicate<double[]> verdict = rule(rule);
        return new Worst(
                Rate.of(
                        settings.draws(CURVES),
                        settings.seed() + curve.number(),
                        random -> verdict.test(curve.draw(random))),
                disturbance);
    }

    private static Predicate<double[]> rule(String rule) {
        return switch (rule) {
            case "PB-29" -> errors -> kind(errors, Unit.FRACTION) == Kind.OVERFITS;
            case "PB-33" -> errors -> kind(errors, Unit.FRACTION) == Kind.IMPROVING;
            case "PB-34" -> errors -> kind(errors, Unit.FRACTION) == Kind.FLAT;
            default -> errors -> TrainingIssues.isRising(Unit.FRACTION.series(errors));
        };
    }

    private static Kind kind(double[] errors, Unit unit) {
        return CurveShape.of(unit.objective(), unit.series(errors)).verdict();
    }

    /// How often a curve has another verdict in another unit: exactly the same curve, as an error
    /// counted on 4,096 examples is in every unit, and one that float32 rounds in another way in
    /// each unit.
    private static void units(Settings settings, Consumer<Row> rows) {
        rows.accept(
                other(settings, 4_096)
                        .atMost("PB-29/33/34 another verdict in another unit, counted errors", 0));
        rows.accept(
                other(settings, 0)
                        .atMost("PB-29/33/34 another verdict in another unit, rounded", 0.1));
    }

    /// @param examples on which the errors are counted; 0 for errors of any value
    @SuppressWarnings("EnumOrdinal")
    private static Rate other(Settings settings, int examples) {
        long hits = 0;
        int draws = 0;
        for (Shape shape : Shape.values()) {
            for (Disturbance disturbance : Disturbance.values()) {
                int i = shape.ordinal() + disturbance.ordinal();
                SimulatedCurve curve =
                        new SimulatedCurve(
                                shape, CORRELATIONS[i % 3], disturbance, EVALUATIONS[i % 2]);
                Rate rate =
                        Rate.of(
                                settings.draws(500),
                                settings.seed() + curve.number(),
                                random -> differs(counted(curve.draw(random), examples)));
                hits += rate.hits();
                draws += rate.draws();
            }
        }
        return new Rate(hits, draws);
    }

    private static boolean differs(double[] errors) {
        return Arrays.stream(Unit.values()).map(u -> kind(errors, u)).distinct().count() > 1;
    }

    private static double[] counted(double[] errors, int examples) {
        return examples == 0
                ? errors
                : Arrays.stream(errors)
                        .map(e -> Double.isFinite(e) ? Math.rint(e * examples) / examples : e)
                        .toArray();
    }
}
