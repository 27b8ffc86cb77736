package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Role;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The isolation plot (PB-36): for each value of a scientific hyperparameter the best trial over
/// the nuisance ones, with the range that repeated searches would give.
///
/// @param points in the order of the domain; a value without a completed trial has none
public record Isolation(String parameter, List<Point> points) {
    /// The number of completed trials below which repeated searches cannot be imitated.
    private static final int MIN_TRIALS = 4;

    /// @param best the best trial of this value
    /// @param low the 2.5th percentile of the best value over bootstrap repeats of the search; null
    ///   when there are too few trials to estimate it
    /// @param high the 97.5th percentile; null likewise
    /// @param completed the trials that the value was tuned over, best first
    public record Point(
            String value,
            Trial.Completed best,
            @Nullable Double low,
            @Nullable Double high,
            List<Trial.Completed> completed) {
        public Point {
            completed = List.copyOf(completed);
        }

        /// How many completed trials the value was tuned over.
        public int trials() {
            return completed.size();
        }
    }

    /// How many values of a scientific hyperparameter with this domain are compared when one study
    /// draws them.
    public static int comparedValues(Domain domain) {
        return ValueNames.count(domain);
    }

    /// @param samples of the round's studies
    public static List<Isolation> of(Round round, List<Sample> samples) {
        return values(round, samples).stream()
                .map(v ->
                        new Isolation(
                                v.parameter().key(),
                                v.values().stream()
                                        .filter(t -> !t.completed().isEmpty())
                                        .map(Isolation::point)
                                        .toList()))
                .toList();
    }

    /// The values of each scientific hyperparameter of the round.
    static List<ScientificValues> values(Round round, List<Sample> samples) {
        return round.roles().stream()
                .filter(a -> a.role() == Role.SCIENTIFIC)
                .map(a -> ScientificValues.of(a.parameter(), samples))
                .toList();
    }

    private static Point point(ScientificValues.Tuned value) {
        List<Trial.Completed> completed = value.completed();
        int n = completed.size();
        Double first = n < MIN_TRIALS ? null : completed.get(quantile(n, 0.025)).value();
        Double last = n < MIN_TRIALS ? null : completed.get(quantile(n, 0.975)).value();
        boolean swap = first != null && last != null && first > last;
        return new Point(
                value.name(),
                completed.getFirst(),
                swap ? last : first,
                swap ? first : last,
                completed);
    }

    /// The place, best first, below which the best of a bootstrap repeat lies with probability
    /// `level`: none of the first `i` of `n` is drawn with probability `(1 - i/n)^n`.
    static int quantile(int n, double level) {
        int i = (int) Math.ceil(n * -Math.expm1(Math.log1p(-level) / n) - 1e-9) - 1;
        return Math.clamp(i, 0, n - 1);
    }
}
