package io.tunebook.server.playbook.decision;

import io.tunebook.events.Configuration;
import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.model.Book;
import io.tunebook.server.model.Project;
import io.tunebook.server.model.Round;
import io.tunebook.server.model.Study;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Formats;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.hipparchus.distribution.continuous.TDistribution;
import org.jspecify.annotations.Nullable;

/// The gain of a candidate over the baseline that it would replace, with its uncertainty (PB-38 to
/// PB-40).
///
/// The estimate is the difference of the means over reruns with new seeds. The trial that won the
/// search is not counted: selection favours luck. Three variances add up:
///
/// - seeds: of each configuration's reruns, divided by their number;
/// - search: of the best of the study that found the candidate, over bootstrap repeats of its
///   trials;
/// - data: `p (1 - p) / n` for each side, when the objective is a share of `n` validation examples.
///   Both are measured on the same examples, so this is an upper bound.
///
/// The interval and the probability are Student's, with the degrees of freedom of B. L. Welch
/// (1947) and F. E. Satterthwaite (1946): only the seeds' variances are estimated from few values.
public final class GainEstimate {
    private static final int REPEATS = 1_000;
    private static final String EXAMPLES = "validation/examples";

    private GainEstimate() {}

    /// Null unless both have at least two reruns.
    ///
    /// @param candidate a trial of the round
    public static Evidence.@Nullable Gain of(Book book, Round round, Trial candidate) {
        Project project = book.projectOf(round);
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        double examples = 0;
        for (Study study : book.studiesOf(round)) {
            List<Configuration> points = study.facts().algorithm().points();
            if (!study.isRerun() || !points.getFirst().equals(candidate.configuration())) {
                continue;
            }
            for (Trial t : book.trialsOf(study)) {
                if (t instanceof Trial.Completed c) {
                    (c.configuration().equals(points.getFirst()) ? ours : theirs).add(c.value());
                    examples = Math.max(examples, c.measurements().getOrDefault(EXAMPLES, 0.0));
                }
            }
        }
        if (ours.size() < 2 || theirs.size() < 2) {
            return null;
        }
        Long recorded = project.objective().examples();
        if (recorded != null) {
            examples = recorded;
        }
        Sample found = Sample.of(book, book.studyOf(candidate));
        return of(project.objective(), array(ours), array(theirs), found.values(), examples);
    }

    /// @param ours the objective of each rerun of the candidate, two or more
    /// @param theirs of the baseline that it would replace
    /// @param search the objectives of the study that found the candidate, best first
    /// @param examples how many validation examples the objective is a share of; 0 when it is not a
    ///   share
    static Evidence.Gain of(
            Objective objective, double[] ours, double[] theirs, double[] search, double examples) {
        double sign = objective.direction() == Objective.Direction.MINIMIZE ? 1 : -1;
        double estimate = sign * (mean(theirs) - mean(ours));
        double candidate = variance(ours) / ours.length;
        double baseline = variance(theirs) / theirs.length;
        double searched = variance(bests(search));
        double data =
                objective.share() && examples > 0
                        ? (binomial(objective, mean(ours)) + binomial(objective, mean(theirs)))
                                / examples
                        : 0;
        double variance = candidate + baseline + searched + data;
        double deviation = Math.sqrt(Math.max(variance, 1e-300));
        double freedom =
                variance
                        * variance
                        / Math.max(
                                candidate * candidate / (ours.length - 1)
                                        + baseline * baseline / (theirs.length - 1),
                                variance * variance / 1e6);
        TDistribution student = new TDistribution(freedom);
        double reach = student.inverseCumulativeProbability(0.975) * deviation;
        return new Evidence.Gain(
                estimate,
                estimate - reach,
                estimate + reach,
                student.cumulativeProbability(estimate / deviation),
                Math.sqrt(candidate + baseline),
                Math.sqrt(searched),
                Math.sqrt(data),
                ours.length,
                theirs.length);
    }

    /// The gain in a sentence, with what to do.
    public static String sentence(Objective objective, Evidence.@Nullable Gain g) {
        if (g == null) {
            return "The gain was not measured with new seeds: it may be luck. Rerun candidate and baseline (PB-39).";
        }
        String advice =
                g.probability() >= 0.95
                        ? "more than its variation: weigh it against the added complexity."
                        : g.probability() >= 0.8
                                ? "likely, but not certain: run more reruns."
                                : "no more than its variation: hold or reject.";
        return String.format(
                Locale.ROOT,
                "Over %d and %d reruns the candidate gains %s (95%% interval %s to %s), with a probability of %.0f%% that it is better: %s",
                g.candidateRuns(),
                g.baselineRuns(),
                Formats.difference(objective, g.estimate()),
                Formats.difference(objective, g.low()),
                Formats.difference(objective, g.high()),
                g.probability() * 100,
                advice);
    }

    /// The best objective of each bootstrap repeat of the search.
    private static double[] bests(double[] search) {
        SplittableRandom random = new SplittableRandom(search.length);
        double[] bests = new double[search.length < 2 ? 0 : REPEATS];
        for (int r = 0; r < bests.length; r++) {
            int lowest = search.length;
            for (int i = 0; i < search.length; i++) {
                lowest = Math.min(lowest, random.nextInt(search.length));
            }
            bests[r] = search[lowest];
        }
        return bests;
    }

    /// The variance of one example, in the objective's unit.
    private static double binomial(Objective objective, double share) {
        return Math.max(0, share * (objective.whole() - share));
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static double variance(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return squares / (values.length - 1);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
