package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/// How much of the objective's variance over the space each hyperparameter explains, alone and in
/// pairs: functional analysis of variance over a random forest, F. Hutter, H. Hoos, K.
/// Leyton-Brown, "An efficient approach for assessing hyperparameter importance", ICML 2014.
///
/// A pair's share is what the two explain together beyond what each explains alone: when it is
/// large, one must be tuned again when the other changes (PB-15). A hyperparameter of little
/// importance can be fixed.
///
/// @param single the largest first
/// @param pairs the largest first
public record Importance(List<Share> single, List<Share> pairs) {
    private static final int TREES = 32;
    private static final int MIN_TRIALS = 10;

    /// The number of trials drawn when there are more, with a seed derived from the number of
    /// trials.
    private static final int MAX_TRIALS = 500;

    /// @param parameters the keys, one or two
    /// @param share of the variance, from 0 to 1: the mean over the trees
    /// @param deviation between the trees
    public record Share(List<String> parameters, double share, double deviation) {}

    public Importance {
        single = List.copyOf(single);
        pairs = List.copyOf(pairs);
    }

    /// The importance, or none when its computation fails; the finding on it names the fault.
    public static Importance orNone(Sample sample) {
        try {
            return of(sample);
        } catch (RuntimeException e) {
            return new Importance(List.of(), List.of());
        }
    }

    /// Empty when there are too few completed trials.
    ///
    /// The forest covers the hyperparameters that vary; one that does not exist in a trial is set
    /// to the middle of its range. Of more than 500 trials, 500 are drawn.
    public static Importance of(Sample sample) {
        return AnalysisCache.result(
                "importance\n" + sample.name(), sample.results(), _ -> read(sample));
    }

    private static Importance read(Sample sample) {
        List<Parameter> varying = sample.study().facts().space().varying();
        List<Trial.Completed> trials = drawn(sample.completed());
        if (trials.size() < MIN_TRIALS || varying.isEmpty()) {
            return new Importance(List.of(), List.of());
        }
        double[][] x = new double[trials.size()][varying.size()];
        double[] y = new double[trials.size()];
        for (int i = 0; i < y.length; i++) {
            y[i] = trials.get(i).value();
            for (int c = 0; c < varying.size(); c++) {
                x[i][c] = coordinate(varying.get(c), trials.get(i));
            }
        }
        return of(x, y, varying.stream().map(Parameter::key).toList());
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

    private static double coordinate(Parameter p, Trial.Completed t) {
        if (!Sample.has(t, p)) {
            return 0.5;
        }
        return p.domain() instanceof Domain.Categorical c
                ? (c.values().indexOf(Sample.value(p, t)) + 0.5) / c.values().size()
                : Math.clamp(Scale.unit(p.domain(), Sample.value(p, t)), 0, 1);
    }

    /// @param x `n` points of `d` coordinates in `[0, 1]`
    static Importance of(double[][] x, double[] y, List<String> names) {
        int d = names.size();
        SplittableRandom random = new SplittableRandom(y.length);
        List<Variances> trees = new ArrayList<>();
        for (int t = 0; t < TREES; t++) {
            Variances v = Variances.of(RegressionTree.grown(x, y, random), d);
            if (v.total() > 0) {
                trees.add(v);
            }
        }
        List<Share> single = new ArrayList<>();
        List<Share> pairs = new ArrayList<>();
        for (int a = 0; a < d && !trees.isEmpty(); a++) {
            int first = a;
            single.add(
                    share(
                            List.of(names.get(a)),
                            trees.stream()
                                    .mapToDouble(v -> v.single()[first] / v.total())
                                    .toArray()));
            for (int b = a + 1; b < d; b++) {
                int second = b;
                pairs.add(
                        share(
                                List.of(names.get(a), names.get(b)),
                                trees.stream()
                                        .mapToDouble(v -> v.pairs()[first][second] / v.total())
                                        .toArray()));
            }
        }
        Comparator<Share> largest = Comparator.comparingDouble(Share::share).reversed();
        return new Importance(
                single.stream().sorted(largest).toList(), pairs.stream().sorted(largest).toList());
    }

    private static Share share(List<String> names, double[] shares) {
        double sum = 0;
        double squares = 0;
        for (double s : shares) {
            sum += s;
            squares += s * s;
        }
        double mean = sum / shares.length;
        return new Share(
                names, mean, Math.sqrt(Math.max(0, squares / shares.length - mean * mean)));
    }
}
