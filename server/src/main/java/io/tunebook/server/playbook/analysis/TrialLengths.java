package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Optional;

/// Trials of very different lengths in one study (PB-44): the best value over the course of
/// training favours the longer ones.
final class TrialLengths {
    private static final double RATIO = 2;

    private TrialLengths() {}

    /// Empty while the longest trial is at most twice as long as the shortest.
    static Optional<Finding> of(Sample sample) {
        LongSummaryStatistics steps =
                sample.completed().stream()
                        .mapToLong(Trial.Completed::steps)
                        .filter(s -> s > 0)
                        .summaryStatistics();
        if (steps.getCount() < 2 || steps.getMax() <= RATIO * steps.getMin()) {
            return Optional.empty();
        }
        boolean searched =
                sample.study().facts().space().varying().stream()
                        .map(p -> p.name().toLowerCase(Locale.ROOT))
                        .anyMatch(n ->
                                !n.contains("warm") && (n.contains("epoch") || n.contains("step")));
        String next =
                searched
                        ? "Compare trials of one length before judging other hyperparameters."
                        : "Train all trials equally long, or compare them at the same step.";
        return Optional.of(
                new Finding(
                                Question.CURVES,
                                searched ? Verdict.FINE : Verdict.LOOK,
                                "Trial lengths differ",
                                String.format(
                                        Locale.ROOT,
                                        "%s's completed trials train for %,d to %,d steps: the best value over the course of training favours longer trials. %s",
                                        sample.label(),
                                        steps.getMin(),
                                        steps.getMax(),
                                        next),
                                List.of("PB-24", "PB-44"))
                        .withNumber("shortest", (double) steps.getMin())
                        .withNumber("longest", (double) steps.getMax())
                        .withPlot(PlotReference.curves())
                        .withNextStep(next));
    }
}
