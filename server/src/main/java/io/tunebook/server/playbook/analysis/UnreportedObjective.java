package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Trials whose curves record other metrics than the objective (PB-24): the course of the objective
/// is unknown, and its name may be misspelt.
final class UnreportedObjective {
    private static final int MAX_NAMES = 10;

    private UnreportedObjective() {}

    /// Empty while no trial has a curve, or when some record the objective.
    static Optional<Finding> of(Sample sample, Curves curves) {
        String metric = sample.objective().metric();
        TreeSet<String> reported = new TreeSet<>();
        int with = 0;
        for (String trial : sample.study().trials()) {
            List<String> metrics = curves.metricsOf(trial);
            if (metrics.contains(metric)) {
                return Optional.empty();
            }
            with += metrics.isEmpty() ? 0 : 1;
            reported.addAll(metrics);
        }
        if (reported.isEmpty()) {
            return Optional.empty();
        }
        String next = "Record the objective's curve under its name in the project.";
        return Optional.of(
                new Finding(
                                Question.CURVES,
                                Verdict.LOOK,
                                "Objective never recorded",
                                "%s's trials record %s, but never the objective %s. %s"
                                        .formatted(sample.label(), names(reported), metric, next),
                                List.of("PB-24"))
                        .withNumber("trials with curves", with)
                        .withPlot(PlotReference.curves())
                        .withNextStep(next));
    }

    private static String names(java.util.Set<String> reported) {
        String first = String.join(", ", reported.stream().limit(MAX_NAMES).toList());
        int more = reported.size() - MAX_NAMES;
        return more <= 0 ? first : "%s and %,d other metrics".formatted(first, more);
    }
}
