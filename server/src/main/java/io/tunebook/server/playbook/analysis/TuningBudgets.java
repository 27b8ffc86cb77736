package io.tunebook.server.playbook.analysis;

import io.tunebook.server.playbook.analysis.ScientificValues.Tuned;
import java.util.List;
import org.hipparchus.distribution.continuous.ChiSquaredDistribution;

/// How many trials each scientific value was tuned over.
///
/// The budget of a value is the number of completed and infeasible trials; abandoned ones, and
/// those that have not begun, are not counted. Where a joint study drew the values, counts that
/// differ by chance are no unfairness (PB-19): a value then has the number of trials that its share
/// of the domain gives, unless the counts contradict those shares (Pearson's chi-squared test, K.
/// Pearson 1900, at 1%). Budgets are unequal when the largest is at least 1.5 times the smallest.
///
/// @param fewest trials of a value
/// @param most trials of a value
/// @param fewestOf its name
/// @param mostOf its name
record TuningBudgets(double fewest, double most, String fewestOf, String mostOf) {
    private static final double UNEQUAL = 1.5;
    private static final double LEVEL = 0.01;

    /// @param values of one hyperparameter, one at least
    static TuningBudgets of(List<Tuned> values) {
        boolean byChance = drawnByChance(values);
        Tuned fewest = values.getFirst();
        Tuned most = fewest;
        for (Tuned t : values) {
            fewest = budget(t, byChance) < budget(fewest, byChance) ? t : fewest;
            most = budget(t, byChance) > budget(most, byChance) ? t : most;
        }
        return new TuningBudgets(
                budget(fewest, byChance), budget(most, byChance), fewest.name(), most.name());
    }

    private static double budget(Tuned t, boolean byChance) {
        return t.fixed() + (byChance ? t.expected() : t.drawn());
    }

    /// Whether the joint studies' counts agree with the shares of the domain.
    private static boolean drawnByChance(List<Tuned> values) {
        double statistic = 0;
        int cells = 0;
        for (Tuned t : values) {
            if (t.expected() > 0) {
                statistic += Math.pow(t.drawn() - t.expected(), 2) / t.expected();
                cells++;
            } else if (t.drawn() > 0) {
                return false;
            }
        }
        return cells < 2
                || new ChiSquaredDistribution(cells - 1).cumulativeProbability(statistic)
                        < 1 - LEVEL;
    }

    boolean unequal() {
        return most >= UNEQUAL * fewest;
    }

    /// A sentence about unequal budgets, after a space; empty for equal ones.
    String sentence() {
        return unequal()
                ? " %s has %s and %s has %s, so they were not tuned equally."
                        .formatted(
                                fewestOf,
                                Formats.plural(Math.round(fewest), "trial"),
                                mostOf,
                                Formats.plural(Math.round(most), "trial"))
                : "";
    }
}
