package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Configuration;
import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How much of the objective's variance over the search space each hyperparameter explains, alone
/// and in pairs: functional analysis of variance (F. Hutter, H. Hoos, K. Leyton-Brown, "An
/// efficient approach for assessing hyperparameter importance", ICML 2014), here of a sum of
/// orthonormal functions instead of a random forest.
///
/// The variance is that of the completed trials' objective, in which a value far on the bad side
/// counts as the bound of [Winsorized].
///
/// @param single the largest first
/// @param pairs those that interact significantly, the largest first
/// @param trials the number of completed trials that were used
/// @param explained the share of the differences between trials that the hyperparameters explain in
///   cross-validation (R²); null when it cannot be computed
/// @param floor of `explained`, below which the importance is not known
public record Importance(
        List<Share> single,
        List<Share> pairs,
        int trials,
        @Nullable Double explained,
        double floor) {
    public static final int MIN_TRIALS = 10;

    /// The number of trials drawn when there are more, with a seed derived from the number of
    /// trials.
    private static final int MAX_TRIALS = 500;

    /// @param parameters the keys, one or two
    /// @param share of the variance that the hyperparameters explain, from 0 to 1, in the trials
    ///   that have these parameters
    /// @param deviation the standard error of the share
    /// @param trials the number of trials that have these parameters
    /// @param p of an interaction, after Holm's correction; null for one hyperparameter
    public record Share(
            List<String> parameters,
            double share,
            double deviation,
            int trials,
            @Nullable Double p) {
        public Share {
            parameters = List.copyOf(parameters);
        }
    }

    public Importance {
        single = List.copyOf(single);
        pairs = List.copyOf(pairs);
    }

    /// Whether the hyperparameters explain enough of the differences that the shares mean anything.
    public boolean known() {
        return explained != null && explained >= floor;
    }

    /// The importance, or none when its computation fails; the finding on it names the fault.
    public static Importance orNone(Sample sample) {
        try {
            return of(sample);
        } catch (RuntimeException e) {
            return none(sample.completed().size());
        }
    }

    private static Importance none(int trials) {
        return new Importance(List.of(), List.of(), trials, null, floor(trials));
    }

    /// In simulations of pure noise, less than 5% of the studies reach it.
    private static double floor(int trials) {
        return 0.1 + 4.0 / Math.max(trials, 1);
    }

    /// Of more than 500 completed trials, 500 are drawn.
    public static Importance of(Sample sample) {
        return AnalysisCache.result(
                "importance\n" + sample.name(), sample.results(), _ -> read(sample));
    }

    private static Importance read(Sample sample) {
        List<Trial.Completed> trials = drawn(sample.completed());
        return of(
                sample.study().facts().space().varying(),
                trials.stream().map(Trial::configuration).toList(),
                Winsorized.of(
                        trials.stream().mapToDouble(Trial.Completed::value).toArray(),
                        sample.objective().direction()));
    }

    private static List<Trial.Completed> drawn(List<Trial.Completed> trials) {
        if (trials.size() <= MAX_TRIALS) {
            return trials;
        }
        SplittableRandom random = new SplittableRandom(trials.size());
        List<Trial.Completed> drawn = new ArrayList<>();
        int left = trials.size();
        for (Trial.Completed t : trials) {
            if (random.nextInt(left--) < MAX_TRIALS - drawn.size()) {
                drawn.add(t);
            }
        }
        return drawn;
    }

    /// @param y the objective of each trial
    static Importance of(List<Parameter> parameters, List<Configuration> trials, double[] y) {
        int n = y.length;
        boolean differ = IntStream.range(1, n).anyMatch(i -> y[i] != y[0]);
        if (n < MIN_TRIALS || parameters.isEmpty() || !differ) {
            return none(n);
        }
        AnovaDesign design = new AnovaDesign(parameters, trials);
        double[] scaled = standardized(y);
        double explained = AnovaModel.crossValidated(design, scaled);
        Shares shares = new Shares(design, AnovaModel.of(design, scaled), trials);
        return new Importance(shares.single(), shares.pairs(), n, explained, floor(n));
    }

    private static double[] standardized(double[] y) {
        double mean = Arrays.stream(y).average().orElse(0);
        double sd =
                Math.sqrt(Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElse(1));
        return Arrays.stream(y).map(v -> (v - mean) / sd).toArray();
    }

    /// The shares of a model.
    private record Shares(AnovaDesign design, AnovaModel model, List<Configuration> trials) {
        private static final Comparator<Share> LARGEST =
                Comparator.comparingDouble(Share::share).reversed();

        List<Share> single() {
            return IntStream.range(0, design.size())
                    .mapToObj(i -> share(new TreeSet<>(List.of(i)), i, design.branch(i), null))
                    .sorted(LARGEST)
                    .toList();
        }

        List<Share> pairs() {
            List<Share> shares = new ArrayList<>();
            int group = design.size();
            for (Interactions.Pair pair : model.pairs()) {
                shares.add(
                        share(
                                new TreeSet<>(List.of(pair.a(), pair.b())),
                                group++,
                                Objects.requireNonNull(design.branch(pair.a(), pair.b())),
                                pair.p()));
            }
            return shares.stream().sorted(LARGEST).toList();
        }

        private Share share(
                SortedSet<Integer> component,
                int group,
                Map<Integer, Value> branch,
                @Nullable Double p) {
            Map<Set<Integer>, Double> variances = model.variances(branch);
            double all = variances.values().stream().mapToDouble(v -> v).sum();
            double own = variances.getOrDefault(component, 0.0);
            double share = all == 0 ? 0 : own / all;
            double error = all == 0 ? 0 : (1 - share) * Math.sqrt(model.uncertainty(group)) / all;
            return new Share(
                    component.stream().map(i -> design.parameter(i).key()).toList(),
                    share,
                    error,
                    (int) trials.stream().filter(t -> design.exist(component, t)).count(),
                    p);
        }
    }
}
