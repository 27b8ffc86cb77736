package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Scans every hyperparameter for the region in which most trials are infeasible.
///
/// A region is scored by the likelihood ratio of two rates, inside and outside, against one rate
/// (M. Kulldorff, "A spatial scan statistic", Communications in Statistics 26 (1997)), less the
/// logarithm of the number of regions of its kind. The probability of the best score anywhere is
/// that of the same scan after the outcomes are shuffled among the trials, so that it accounts for
/// all hyperparameters, sides and cuts (P. H. Westfall and S. S. Young, "Resampling-based multiple
/// testing", 1993). With many trials it is bounded by the kinds of regions times exp(-score).
final class InfeasibleRegions {
    private static final int MIN_INFEASIBLE = 3;
    private static final double MOST = 0.6;
    private static final double SIGNIFICANT = 0.036;
    private static final int SHUFFLES = 499;
    private static final int MAX_SHUFFLED = 200;
    private static final int MAX_CUTS = 32;

    /// Two cuts are worth fewer than the square of the regions of one: neighbours overlap.
    private static final double PAIRS = 1.3;

    private final List<Trial> trials;
    private final boolean[] outcome;
    private final List<Axis> axes = new ArrayList<>();
    private final double[] xlogx;

    /// @param below the trial next to the region below; null for none
    /// @param above the trial next to the region above; null for none
    /// @param value of a choice; null for none
    record Region(
            Parameter parameter,
            @Nullable Trial below,
            @Nullable Trial above,
            @Nullable Value value,
            int infeasible,
            int trials,
            double chance) {}

    /// Trials in groups of neighbours, along an ordered hyperparameter or one a value of a choice.
    ///
    /// @param order the trials by position
    /// @param ends where each group ends in `order`
    private record Axis(Parameter parameter, int[] order, int[] ends, boolean ordered) {
        int kinds() {
            return ordered ? 3 : 1;
        }
    }

    /// A candidate: groups before `low` and from `high` on are inside, or group `low` of a choice.
    private record Candidate(
            Axis axis, int low, int high, int infeasible, int trials, double score) {}

    private record Key(
            Sample.Results results, List<Trial.Infeasible> infeasible, Set<String> useless) {}

    private InfeasibleRegions(Sample sample, Set<String> useless) {
        trials =
                Stream.<Trial>concat(sample.completed().stream(), sample.infeasible().stream())
                        .sorted(Comparator.comparingInt(Trial::number))
                        .toList();
        outcome = new boolean[trials.size()];
        for (int t = 0; t < outcome.length; t++) {
            Trial trial = trials.get(t);
            outcome[t] = trial instanceof Trial.Infeasible || useless.contains(trial.id());
        }
        xlogx = new double[trials.size() + 1];
        for (int i = 1; i < xlogx.length; i++) {
            xlogx[i] = i * Math.log(i);
        }
        for (Parameter p : sample.study().facts().space().varying()) {
            Axis axis = axis(p);
            if (axis.ends.length > 1) {
                axes.add(axis);
            }
        }
    }

    /// The region with the best score, if it is significant.
    static Optional<Region> clearest(Sample sample, Set<String> useless) {
        if (sample.infeasible().size() + useless.size() < MIN_INFEASIBLE) {
            return Optional.empty();
        }
        return AnalysisCache.result(
                "infeasible region\n" + sample.name(),
                new Key(sample.results(), sample.infeasible(), useless),
                _ -> new InfeasibleRegions(sample, useless).clearest());
    }

    private Optional<Region> clearest() {
        Candidate best = best(outcome);
        if (best == null) {
            return Optional.empty();
        }
        double chance = chance(best.score);
        return chance > SIGNIFICANT ? Optional.empty() : Optional.of(region(refined(best), chance));
    }

    /// The bounds between which infeasible trials are the majority: those with the most infeasible
    /// trials beyond them, less the completed ones. The likelihood alone would also include a part
    /// in which few trials are infeasible, but more than elsewhere.
    private Candidate refined(Candidate c) {
        Axis axis = c.axis;
        int groups = axis.ends.length;
        if (!axis.ordered) {
            return c;
        }
        int[] counts = counts(axis, outcome);
        int n = axis.order.length;
        int all = counts[groups];
        int[] before = new int[groups];
        int[] after = new int[groups];
        int[] below = new int[groups];
        int[] above = new int[groups];
        for (int g = 1; g < groups; g++) {
            before[g] = axis.ends[g - 1];
            after[g] = n - axis.ends[g - 1];
            below[g] = 2 * counts[g] - before[g];
            above[g] = 2 * (all - counts[g]) - after[g];
        }
        boolean both = c.low > 0 && c.high < groups;
        int low =
                c.low == 0
                        ? 0
                        : middle(
                                below,
                                before,
                                both ? counts[c.low + (c.high - c.low) / 2] : all,
                                1,
                                both ? c.high : groups);
        int high =
                c.high == groups
                        ? groups
                        : middle(
                                above,
                                after,
                                both ? all - counts[c.low + (c.high - c.low) / 2] : all,
                                low + 1,
                                groups);
        return new Candidate(
                axis,
                low,
                high,
                counts[low] + all - counts[high],
                before[low] + (high == groups ? 0 : after[high]),
                c.score);
    }

    /// The middle of the cuts with the highest balance. Where the region has no sharp bound, those
    /// with a slightly lower balance are as good.
    ///
    /// @param infeasible the number of infeasible trials on either side
    /// @param size of the region beyond each cut
    private static int middle(int[] balance, int[] size, int infeasible, int from, int to) {
        int best = from;
        for (int g = from; g < to; g++) {
            best = balance[g] > balance[best] ? g : best;
        }
        int inside = (balance[best] + size[best]) / 2;
        int exceptions = size[best] - inside + infeasible - inside;
        int least = balance[best] - Math.min(2, exceptions / 3);
        int[] good = IntStream.range(from, to).filter(g -> balance[g] >= least).toArray();
        return good[good.length / 2];
    }

    private Region region(Candidate c, double chance) {
        Axis axis = c.axis;
        Parameter p = axis.parameter;
        if (!axis.ordered) {
            Trial first = trials.get(axis.order[axis.ends[c.low] - 1]);
            return new Region(
                    p, null, null, Sample.value(p, first), c.infeasible, c.trials, chance);
        }
        int from = c.low == 0 ? 0 : axis.ends[c.low - 1];
        int to = axis.ends[c.high - 1];
        return new Region(
                p,
                c.low == 0 ? null : trials.get(axis.order[from]),
                c.high == axis.ends.length ? null : trials.get(axis.order[to - 1]),
                null,
                c.infeasible,
                c.trials,
                chance);
    }

    private double chance(double score) {
        if (trials.size() > MAX_SHUFFLED) {
            int kinds = axes.stream().mapToInt(Axis::kinds).sum();
            return Math.min(1, kinds * Math.exp(-score));
        }
        boolean[] shuffled = outcome.clone();
        SplittableRandom random = new SplittableRandom(Arrays.hashCode(outcome));
        int reached = 1;
        for (int i = 0; i < SHUFFLES && reached <= SIGNIFICANT * (SHUFFLES + 1); i++) {
            shuffle(shuffled, random);
            Candidate other = best(shuffled);
            reached += other != null && other.score >= score - 1e-9 ? 1 : 0;
        }
        return reached / (SHUFFLES + 1.0);
    }

    private static void shuffle(boolean[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            boolean swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    private @Nullable Candidate best(boolean[] outcomes) {
        Candidate best = null;
        for (Axis axis : axes) {
            int[] counts = counts(axis, outcomes);
            best = axis.ordered ? ordered(axis, counts, best) : choice(axis, counts, best);
        }
        return best;
    }

    /// The number of infeasible trials before each group's end, from 0.
    private static int[] counts(Axis axis, boolean[] outcomes) {
        int[] counts = new int[axis.ends.length + 1];
        for (int g = 0, t = 0; g < axis.ends.length; g++) {
            counts[g + 1] = counts[g];
            for (; t < axis.ends[g]; t++) {
                counts[g + 1] += outcomes[axis.order[t]] ? 1 : 0;
            }
        }
        return counts;
    }

    private @Nullable Candidate ordered(Axis axis, int[] counts, @Nullable Candidate best) {
        int groups = axis.ends.length;
        int n = axis.order.length;
        int all = counts[groups];
        double one = Math.log(groups - 1);
        double both = PAIRS * one;
        Candidate found = best;
        for (int low = 0; low < groups; low++) {
            int before = low == 0 ? 0 : axis.ends[low - 1];
            int failedBefore = counts[low];
            if (low > 0 && failedBefore < MOST * before) {
                continue;
            }
            for (int high = low + 1; high <= groups; high++) {
                if (low == 0 && high == groups) {
                    continue;
                }
                int after = n - axis.ends[high - 1];
                int failedAfter = all - counts[high];
                if (failedAfter < MOST * after
                        || (low > 0 && high < groups && (failedBefore < 2 || failedAfter < 2))) {
                    continue;
                }
                double score =
                        score(failedBefore + failedAfter, before + after, all, n)
                                - (low > 0 && high < groups ? both : one);
                if (found == null || score > found.score) {
                    found =
                            better(
                                    found,
                                    axis,
                                    low,
                                    high,
                                    failedBefore + failedAfter,
                                    before + after,
                                    score);
                }
            }
        }
        return found;
    }

    private @Nullable Candidate choice(Axis axis, int[] counts, @Nullable Candidate best) {
        int groups = axis.ends.length;
        Candidate found = best;
        for (int g = 0; g < groups; g++) {
            int from = g == 0 ? 0 : axis.ends[g - 1];
            int inside = axis.ends[g] - from;
            int failed = counts[g + 1] - counts[g];
            if (failed >= MOST * inside) {
                double score =
                        score(failed, inside, counts[groups], axis.order.length) - Math.log(groups);
                found = better(found, axis, g, g, failed, inside, score);
            }
        }
        return found;
    }

    private static @Nullable Candidate better(
            @Nullable Candidate best,
            Axis axis,
            int low,
            int high,
            int failed,
            int inside,
            double score) {
        return failed >= MIN_INFEASIBLE && (best == null || score > best.score)
                ? new Candidate(axis, low, high, failed, inside, score)
                : best;
    }

    /// The logarithm of the likelihood ratio; 0 when the rate inside is no higher.
    private double score(int failed, int inside, int all, int n) {
        if ((long) failed * n <= (long) all * inside) {
            return 0;
        }
        return binomial(failed, inside) + binomial(all - failed, n - inside) - binomial(all, n);
    }

    private double binomial(int k, int n) {
        return xlogx[k] + xlogx[n - k] - xlogx[n];
    }

    private Axis axis(Parameter p) {
        int[] known =
                IntStream.range(0, trials.size())
                        .filter(t -> Sample.has(trials.get(t), p))
                        .toArray();
        boolean ordered = OrderedValues.has(p.domain());
        double[] at = new double[trials.size()];
        for (int t : known) {
            at[t] =
                    ordered
                            ? OrderedValues.position(p, trials.get(t))
                            : ((Domain.Categorical) p.domain())
                                    .values()
                                    .indexOf(Sample.value(p, trials.get(t)));
        }
        int[] order =
                Arrays.stream(known)
                        .boxed()
                        .sorted(Comparator.comparingDouble(t -> at[t]))
                        .mapToInt(t -> t)
                        .toArray();
        int least = ordered ? Math.max(1, order.length / MAX_CUTS) : 1;
        List<Integer> ends = new ArrayList<>();
        int last = 0;
        for (int i = 1; i <= order.length; i++) {
            boolean end = i == order.length || at[order[i]] > at[order[i - 1]];
            if (end && (i - last >= least || i == order.length)) {
                ends.add(i);
                last = i;
            }
        }
        return new Axis(p, order, ends.stream().mapToInt(e -> e).toArray(), ordered);
    }
}
