package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Round;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether the values of the isolation plot were tuned equally, and whether the best differs from
/// the next by more than the uncertainty of both (PB-36).
final class Fairness {
    private static final double UNEQUAL = 1.5;

    private Fairness() {}

    static List<Finding> of(Round round, List<Sample> samples) {
        List<Finding> findings = new ArrayList<>();
        for (Isolation plot : Isolation.of(round, samples)) {
            if (plot.points().size() > 1) {
                findings.add(of(plot, samples.getFirst()));
            }
        }
        return findings;
    }

    private static Finding of(Isolation plot, Sample any) {
        int fewest = plot.points().stream().mapToInt(Isolation.Point::trials).min().orElseThrow();
        int most = plot.points().stream().mapToInt(Isolation.Point::trials).max().orElseThrow();
        boolean unequal = most >= UNEQUAL * fewest;
        List<Isolation.Point> sorted =
                plot.points().stream()
                        .sorted(
                                Comparator.comparing(
                                        Isolation.Point::best, Sample.bestFirst(any.objective())))
                        .toList();
        Isolation.Point first = sorted.get(0);
        Isolation.Point second = sorted.get(1);
        double gap = any.worse(first.best().value(), second.best().value());
        // The bands extend from the best towards the worse only: a resample is never better than
        // its source.
        double uncertain = Math.abs(first.high() - first.low());
        boolean apart = gap > uncertain;
        String sentence =
                "%s = %s has the best trial, %s ahead of %s; repeating its search would move it by up to %s%s.%s"
                        .formatted(
                                plot.parameter(),
                                first.value(),
                                Formats.difference(any.objective(), gap),
                                second.value(),
                                Formats.difference(any.objective(), uncertain),
                                apart ? "" : ", so the order is not settled",
                                unequal
                                        ? " The values have %d to %d trials, so they were not tuned equally."
                                                .formatted(fewest, most)
                                        : "");
        return new Finding(
                        Question.POINTS,
                        unequal || !apart ? Verdict.LOOK : Verdict.FINE,
                        unequal ? "unequal" : apart ? "apart" : "too close",
                        sentence,
                        List.of("PB-36"))
                .withNumber("gap", gap)
                .withNumber("uncertainty", uncertain)
                .withNumber("fewest trials", fewest)
                .withNumber("most trials", most)
                .withPlot(PlotReference.isolation(plot.parameter()))
                .withNextStep(
                        unequal
                                ? "Give each value the same number of trials."
                                : apart ? "" : "Rerun the best of each with new seeds (PB-39).");
    }
}
