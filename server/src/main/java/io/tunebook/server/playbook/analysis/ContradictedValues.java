package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Completed trials whose recorded objective is not the best value on their curve (PB-24).
final class ContradictedValues {
    /// The relative rounding of curves, which are stored with 24 bits.
    private static final double ROUNDING = 1e-6;

    private record Contradicted(Trial.Completed trial, double onCurve) {}

    private ContradictedValues() {}

    /// Empty when every recorded value agrees with its curve, and for a study that repeats its
    /// configurations: the mean of several trials is on no curve.
    static Optional<Finding> of(Sample sample, Curves curves) {
        if (sample.study().facts().repeats() > 1) {
            return Optional.empty();
        }
        List<Contradicted> all =
                sample.completed().stream()
                        .map(t ->
                                contradicted(t, CurveShape.of(sample.objective(), curves, t.id())))
                        .flatMap(Optional::stream)
                        .toList();
        if (all.isEmpty()) {
            return Optional.empty();
        }
        Contradicted first = all.getFirst();
        String next = "Record the best value of the objective's curve, or correct the curve.";
        return Optional.of(
                new Finding(
                                Question.CURVES,
                                Verdict.LOOK,
                                "%s %s"
                                        .formatted(
                                                Formats.plural(all.size(), "value"),
                                                all.size() == 1
                                                        ? "contradicts its curve"
                                                        : "contradict their curves"),
                                "%s: trial %d records %s, but the best value on its curve is %s%s. %s"
                                        .formatted(
                                                sample.label(),
                                                first.trial.number(),
                                                Formats.value(
                                                        sample.objective(), first.trial.value()),
                                                Formats.value(sample.objective(), first.onCurve),
                                                all.size() == 1
                                                        ? ""
                                                        : "; %s".formatted(others(all.size() - 1)),
                                                next),
                                List.of("PB-24"))
                        .withNumber("trials", (double) all.size())
                        .withNumber("recorded", first.trial.value())
                        .withNumber("on the curve", first.onCurve)
                        .withPlot(PlotReference.curves(first.trial.id()))
                        .withNextStep(next));
    }

    /// Empty when the difference is a rounding, or within the noise of one evaluation.
    private static Optional<Contradicted> contradicted(Trial.Completed t, CurveShape shape) {
        double difference = Math.abs(t.value() - shape.bestValue());
        return differs(t.value(), shape.bestValue()) && !(difference <= shape.noise())
                ? Optional.of(new Contradicted(t, shape.bestValue()))
                : Optional.empty();
    }

    private static String others(int n) {
        return n == 1 ? "1 other trial differs too" : n + " other trials differ too";
    }

    /// Whether two values differ by more than the rounding of the curve, and than half of the
    /// recorded value's last decimal when it has two or more.
    static boolean differs(double recorded, double onCurve) {
        if (!Double.isFinite(onCurve) || !Double.isFinite(recorded)) {
            return false;
        }
        int decimals = BigDecimal.valueOf(recorded).scale();
        double half = decimals >= 2 ? 0.5 * Math.pow(10, -decimals) : 0;
        double size = Math.max(Math.abs(recorded), Math.abs(onCurve));
        return Math.abs(recorded - onCurve)
                > Math.max(Float.MIN_NORMAL, Math.max(1.001 * half, ROUNDING * size));
    }
}
