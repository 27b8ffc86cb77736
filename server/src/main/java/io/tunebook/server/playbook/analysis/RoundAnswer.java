package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Fairness.Compared;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.analysis.ScientificValues.Tuned;
import java.util.List;
import java.util.stream.Collectors;

/// What a round has found on its question, in one sentence: the best of each setting and whether
/// they differ (PB-36).
///
/// @param parameter the key of the scientific hyperparameter; empty when the answer is about none
/// @param bests the best trial of each value, best first; empty when the answer is about none
public record RoundAnswer(
        String parameter, String sentence, Verdict verdict, List<SettingBest> bests) {
    private static final int MAX_NAMED = 4;

    /// @param name of the value, with its hyperparameter unless the values are words
    public record SettingBest(String name, Trial.Completed trial) {}

    public RoundAnswer {
        bests = List.copyOf(bests);
    }

    /// About no scientific hyperparameter.
    public RoundAnswer(String sentence, Verdict verdict) {
        this("", sentence, verdict, List.of());
    }

    /// One for each scientific hyperparameter with two values that have a completed trial, from the
    /// trials of the search.
    static List<RoundAnswer> of(Round round, List<Sample> samples) {
        return Fairness.compared(round, samples).stream()
                .map(c -> of(c, samples.getFirst().objective()))
                .toList();
    }

    /// The best trials of the first scientific hyperparameter's values, best first.
    public static List<SettingBest> bests(Round round, List<Sample> samples) {
        return Isolation.values(round, samples).stream()
                .limit(1)
                .flatMap(v ->
                        v.values().stream()
                                .filter(t -> !t.completed().isEmpty())
                                .map(t ->
                                        new SettingBest(
                                                name(v.parameter(), t), t.completed().getFirst())))
                .toList();
    }

    private static RoundAnswer of(Compared c, Objective objective) {
        return new RoundAnswer(
                c.values().parameter().key(),
                bests(c, objective) + ": " + conclusion(c, objective) + ".",
                c.budgets().unequal()
                        ? Verdict.LOOK
                        : switch (c.found().decided()) {
                            case PROBABILITY, DISTANCE -> Verdict.FINE;
                            case NOT_SETTLED -> Verdict.LOOK;
                            case TOO_FEW -> Verdict.UNKNOWN;
                        },
                c.bestFirst().stream()
                        .map(t ->
                                new SettingBest(
                                        name(c.values().parameter(), t), t.completed().getFirst()))
                        .toList());
    }

    private static String name(Parameter p, Tuned value) {
        return named(p) ? value.name() : "%s %s".formatted(p.name(), value.name());
    }

    /// Such as `nesterov 2.50%, adam 3.10%`.
    private static String bests(Compared c, Objective objective) {
        boolean words = named(c.values().parameter());
        int others = c.bestFirst().size() - MAX_NAMED;
        return (words ? "" : c.values().parameter().name() + " ")
                + c.bestFirst().stream()
                        .limit(MAX_NAMED)
                        .map(t ->
                                "%s%s %s"
                                        .formatted(
                                                t.name(),
                                                words ? "" : ":",
                                                Formats.value(
                                                        objective,
                                                        t.completed().getFirst().value())))
                        .collect(Collectors.joining(", "))
                + (others > 0 ? ", %s worse".formatted(Formats.plural(others, "other value")) : "");
    }

    /// Whether the values are words, which are understood without the hyperparameter's name.
    private static boolean named(Parameter p) {
        return p.domain() instanceof Domain.Categorical choice
                && choice.values().stream().allMatch(Value.Text.class::isInstance);
    }

    private static String conclusion(Compared c, Objective objective) {
        Tuned first = c.bestFirst().get(0);
        Tuned second = c.bestFirst().get(1);
        String pair =
                c.bestFirst().size() == 2
                        ? ""
                        : "%s and %s are ".formatted(first.name(), second.name());
        if (c.budgets().unequal()) {
            return "tuned unequally, " + trials(c.budgets());
        }
        return switch (c.found().decided()) {
            case PROBABILITY, DISTANCE ->
                    "%s is better by %s"
                            .formatted(
                                    first.name(), Formats.difference(objective, c.found().gap()));
            case NOT_SETTLED ->
                    "%snot separable with %s"
                            .formatted(pair, counts(ended(first), ended(second), "trial"));
            case TOO_FEW ->
                    "too few trials to compare, with "
                            + counts(
                                    first.completed().size(),
                                    second.completed().size(),
                                    "completed trial");
        };
    }

    /// How many trials of a value used its budget.
    private static int ended(Tuned value) {
        return value.fixed() + value.drawn();
    }

    /// Such as `24 trials each`.
    private static String counts(int first, int second, String one) {
        return first == second
                ? Formats.plural(first, one) + " each"
                : "%d and %s".formatted(first, Formats.plural(second, one));
    }

    /// Such as `with 24 trials each`.
    private static String trials(TuningBudgets budgets) {
        long fewest = Math.round(budgets.fewest());
        long most = Math.round(budgets.most());
        return fewest == most
                ? "with %s each".formatted(Formats.plural(most, "trial"))
                : "with %d to %s each".formatted(fewest, Formats.plural(most, "trial"));
    }
}
