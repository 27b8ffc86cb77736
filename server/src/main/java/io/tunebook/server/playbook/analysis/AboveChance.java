package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective.Direction;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;
import java.util.Optional;

/// Whether the best trial is much better than chance (PB-06); before that, tuning makes no sense.
public final class AboveChance {
    /// The share of the way from chance to no error below which a trial is near chance.
    private static final double MUCH = 0.5;

    private AboveChance() {}

    /// Empty when no trainer reports the chance level.
    public static Optional<Finding> of(Sample sample) {
        if (sample.completed().isEmpty() || sample.objective().direction() != Direction.MINIMIZE) {
            return Optional.empty();
        }
        Trial.Completed best = sample.completed().getFirst();
        Double chance = best.measurements().get(ChanceLevel.CHANCE);
        if (chance == null || chance <= 0) {
            return Optional.empty();
        }
        double way = 1 - best.value() / chance;
        boolean much = way >= MUCH;
        String next =
                much
                        ? ""
                        : "Find a simple, small, fast configuration with a constant learning rate that learns before tuning it.";
        return Optional.of(
                new Finding(
                                Question.OPTIMISATION,
                                much ? Verdict.FINE : Verdict.TROUBLE,
                                much ? "Much better than guessing" : "No better than guessing",
                                "The best trial of %s reaches %s; always guessing the most frequent class reaches %s. %s"
                                        .formatted(
                                                sample.label(),
                                                Formats.value(sample.objective(), best.value()),
                                                Formats.value(sample.objective(), chance),
                                                next)
                                        .strip(),
                                List.of("PB-06"))
                        .withNumber("best", best.value())
                        .withNumber("chance", chance)
                        .withPlot(PlotReference.curves(best.id()))
                        .withNextStep(next));
    }
}
