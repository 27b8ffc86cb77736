package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.ScientificValues.Tuned;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether the values of the isolation plot were tuned equally, and whether the best differs from
/// the next by more than repeated searches would (PB-36).
public final class Fairness {
    private Fairness() {}

    /// The comparison of the values of one scientific hyperparameter.
    ///
    /// @param bestFirst its values with a completed trial, two at least
    record Compared(
            ScientificValues values,
            List<Tuned> bestFirst,
            BestComparison found,
            TuningBudgets budgets) {}

    /// One finding for each scientific hyperparameter with two values that have a completed trial.
    public static List<Finding> of(Round round, List<Sample> samples) {
        return compared(round, samples).stream()
                .map(c -> of(c, samples.getFirst().objective()))
                .toList();
    }

    /// One comparison for each scientific hyperparameter with two values that have a completed
    /// trial.
    static List<Compared> compared(Round round, List<Sample> samples) {
        List<Compared> all = new ArrayList<>();
        for (ScientificValues values : Isolation.values(round, samples)) {
            List<Tuned> sorted = bestFirst(values, samples);
            if (sorted.size() > 1) {
                Objective objective = samples.getFirst().objective();
                all.add(
                        new Compared(
                                values,
                                sorted,
                                BestComparison.of(
                                        losses(sorted.get(0), objective),
                                        losses(sorted.get(1), objective)),
                                TuningBudgets.of(values.values())));
            }
        }
        return all;
    }

    private static List<Tuned> bestFirst(ScientificValues values, List<Sample> samples) {
        return values.values().stream()
                .filter(t -> !t.completed().isEmpty())
                .sorted(
                        Comparator.comparing(
                                t -> t.completed().getFirst(),
                                Sample.bestFirst(samples.getFirst().objective())))
                .toList();
    }

    private static Finding of(Compared compared, Objective objective) {
        ScientificValues values = compared.values();
        Tuned first = compared.bestFirst().get(0);
        Tuned second = compared.bestFirst().get(1);
        BestComparison found = compared.found();
        TuningBudgets budgets = compared.budgets();
        Finding finding =
                new Finding(
                                Question.POINTS,
                                verdict(found, budgets),
                                label(found, budgets),
                                sentence(values, first, second, found, budgets, objective),
                                List.of("PB-36"))
                        .withNumber("gap", found.gap())
                        .withNumber("fewest trials", budgets.fewest())
                        .withNumber("most trials", budgets.most())
                        .withPlot(PlotReference.isolation(values.parameter().key()))
                        .withNextStep(next(found, budgets));
        return found.decided() == BestComparison.Decision.PROBABILITY
                ? finding.withNumber("p", found.p())
                : finding;
    }

    private static double[] losses(Tuned value, Objective objective) {
        double sign = objective.direction() == Direction.MINIMIZE ? 1 : -1;
        return value.completed().stream().mapToDouble(t -> sign * t.value()).toArray();
    }

    private static Verdict verdict(BestComparison found, TuningBudgets budgets) {
        return budgets.unequal()
                ? Verdict.LOOK
                : switch (found.decided()) {
                    case PROBABILITY, DISTANCE -> Verdict.FINE;
                    case NOT_SETTLED -> Verdict.LOOK;
                    case TOO_FEW -> Verdict.UNKNOWN;
                };
    }

    private static String label(BestComparison found, TuningBudgets budgets) {
        return budgets.unequal()
                ? "Tuned unequally"
                : switch (found.decided()) {
                    case PROBABILITY, DISTANCE -> "Difference is real";
                    case NOT_SETTLED -> "Order not settled";
                    case TOO_FEW -> "Too few trials to compare";
                };
    }

    private static String sentence(
            ScientificValues values,
            Tuned first,
            Tuned second,
            BestComparison found,
            TuningBudgets budgets,
            Objective objective) {
        Trial.Completed best = first.completed().getFirst();
        String ahead =
                found.gap() == 0
                        ? "%s = %s and %s have the same best value, %s"
                                .formatted(
                                        values.parameter().name(),
                                        first.name(),
                                        second.name(),
                                        Formats.value(objective, best.value()))
                        : "%s = %s has the best trial, %s ahead of %s"
                                .formatted(
                                        values.parameter().name(),
                                        first.name(),
                                        Formats.difference(objective, found.gap()),
                                        second.name());
        String meaning =
                switch (found.decided()) {
                    case PROBABILITY ->
                            "; this is more than two searches of equal settings differ (permutation test, p %s), so the difference is real."
                                    .formatted(Formats.probability(found.p()));
                    case DISTANCE ->
                            "; this is more than two searches of equal settings differ, so the difference is real.";
                    case NOT_SETTLED ->
                            "; two searches of equal settings can differ by that much, so a repeated search could reverse the order.";
                    case TOO_FEW ->
                            "; with %d and %s there are too few trials to estimate what repeated searches would give."
                                    .formatted(
                                            first.completed().size(),
                                            Formats.plural(
                                                    second.completed().size(), "completed trial"));
                };
        return ahead + meaning + budgets.sentence();
    }

    private static String next(BestComparison found, TuningBudgets budgets) {
        return budgets.unequal()
                ? "Give each value the same number of trials."
                : switch (found.decided()) {
                    case PROBABILITY, DISTANCE -> "";
                    case NOT_SETTLED -> "Rerun the best of each with new seeds (PB-39).";
                    case TOO_FEW -> "Run more trials of each value.";
                };
    }
}
