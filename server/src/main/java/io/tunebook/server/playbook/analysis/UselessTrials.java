package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Curves;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// How many completed trials learned and then collapsed to chance, or never left it: their training
/// is unstable although it completed (PB-60, PB-63).
final class UselessTrials {
    static final String STABILISE =
            "Lower the learning rate, add warmup, or clip gradients (PB-63).";

    private static final double MANY = 0.05;

    private UselessTrials() {}

    /// Empty when no trial did.
    static Optional<Finding> of(Sample sample, Curves curves) {
        Collection<Kind> kinds =
                ChanceLevel.useless(sample.objective(), sample.completed(), curves).values();
        long collapsed = kinds.stream().filter(k -> k == Kind.COLLAPSED).count();
        long never = kinds.size() - collapsed;
        if (kinds.isEmpty()) {
            return Optional.empty();
        }
        int all = sample.completed().size();
        List<String> what = new ArrayList<>();
        if (collapsed > 0) {
            what.add("%d learn and then collapse to chance".formatted(collapsed));
        }
        if (never > 0) {
            what.add("%d never leave chance".formatted(never));
        }
        String label =
                collapsed > 0
                        ? Formats.share((double) collapsed / all) + " collapsed to chance"
                        : Formats.share((double) never / all) + " never above chance";
        return Optional.of(
                new Finding(
                                Question.OPTIMISATION,
                                kinds.size() > MANY * all ? Verdict.LOOK : Verdict.FINE,
                                label,
                                "%s: of %d completed trials, %s: their training is unstable. %s"
                                        .formatted(
                                                sample.label(),
                                                all,
                                                String.join(" and ", what),
                                                STABILISE),
                                List.of("PB-60", "PB-63"))
                        .withNumber("collapsed", (double) collapsed)
                        .withNumber("never above chance", (double) never)
                        .withPlot(PlotReference.curves())
                        .withNextStep(STABILISE));
    }
}
