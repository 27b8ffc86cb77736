package io.tunebook.server.playbook.decision;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Sample;
import org.jspecify.annotations.Nullable;

/// The gain of a candidate over the baseline that it would replace, with its uncertainty (PB-38 to
/// PB-40).
///
/// The estimate is the difference of the means over reruns with new seeds. The trial that won the
/// search is not counted: selection favours luck. The interval is of the true difference of the
/// means over seeds, on this validation set (see [GainDistribution]). Two further variances are
/// reported beside it, because they concern other questions:
///
/// - search: of the best of the study that found the candidate, over bootstrap repeats of its
///   trials: what another search would have found;
/// - data: `p (1 - p) / n` for each side, when the objective is a share of `n` validation examples:
///   what another validation set would show. Both sides are measured on the same examples, so this
///   is an upper bound.
public final class GainEstimate {
    private GainEstimate() {}

    /// @param candidate a completed trial of the round
    public static GainVerdict of(Book book, Round round, Trial candidate) {
        return of(book, round, candidate, MeasuredReruns.of(book, round, candidate));
    }

    /// The verdict on the difference of two configurations of the round by their reruns.
    public static GainVerdict of(Book book, Round round, Trial candidate, MeasuredReruns reruns) {
        Project project = book.projectOf(round);
        Objective objective = project.objective();
        Project.Baseline baseline = project.baseline();
        Reruns ours = reruns.candidate();
        Reruns theirs = reruns.compared();
        return new GainVerdict(
                objective,
                candidate instanceof Trial.Completed c ? c.value() : Double.NaN,
                baseline == null ? null : baseline.value(),
                reruns.finished() > 0
                        ? new Evidence.Comparison(ours.toRecord(), theirs.toRecord())
                        : null,
                of(objective, ours, theirs, Sample.of(book, book.studyOf(candidate)).values()));
    }

    /// Null unless both have two reruns that completed, and null when no seed changed a value.
    ///
    /// @param ours the reruns of the candidate
    /// @param theirs of the baseline that it would replace
    /// @param search the objectives of the study that found the candidate, best first
    public static Evidence.@Nullable Gain of(
            Objective objective, Reruns ours, Reruns theirs, double[] search) {
        int n = ours.values().length;
        int m = theirs.values().length;
        if (n < 2 || m < 2 || (ours.squares() == 0 && theirs.squares() == 0)) {
            return null;
        }
        double sign = objective.direction() == Objective.Direction.MINIMIZE ? 1 : -1;
        double estimate = sign * (theirs.mean() - ours.mean());
        var distribution = new GainDistribution(estimate, ours.squares(), n, theirs.squares(), m);
        double reach = distribution.reach();
        return new Evidence.Gain(
                estimate,
                estimate - reach,
                estimate + reach,
                distribution.probability(),
                distribution.error(),
                Math.sqrt(varianceOfBest(search)),
                dataDeviation(objective, ours, theirs),
                n,
                m,
                ours.infeasible(),
                theirs.infeasible());
    }

    /// The standard deviation between validation sets, of both sides together; 0 unless the
    /// objective is a share of a known number of examples: only then has it a binomial variance.
    private static double dataDeviation(Objective objective, Reruns ours, Reruns theirs) {
        double examples =
                objective.examples() == null
                        ? Math.max(ours.examples(), theirs.examples())
                        : objective.examples();
        if (!objective.share() || examples <= 0) {
            return 0;
        }
        double variance = binomial(objective, ours.mean()) + binomial(objective, theirs.mean());
        return Math.sqrt(variance / examples);
    }

    /// The variance of the best of a resample with replacement: the best is the lowest index drawn,
    /// and index `i` is the lowest with probability `((n - i) / n)^n - ((n - i - 1) / n)^n`.
    private static double varianceOfBest(double[] bestFirst) {
        int n = bestFirst.length;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double weight =
                    Math.pow((double) (n - i) / n, n) - Math.pow((double) (n - i - 1) / n, n);
            double step = bestFirst[i] - bestFirst[0];
            mean += weight * step;
            squares += weight * step * step;
        }
        return Math.max(0, squares - mean * mean);
    }

    /// The variance of one example, in the objective's unit.
    private static double binomial(Objective objective, double share) {
        return Math.max(0, share * (objective.whole() - share));
    }
}
