package io.tunebook.server.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The best result against the budget (PB-59), and what doubling it would likely gain.
///
/// @param points one for each budget of the study's trials, from 1 to all of them
/// @param gained by the last doubling: the expected best of half of the trials against that of all
/// @param doubling what the next one would gain, if gains go on to shrink as they did over the last
///   two doublings; with the band over bootstrap repeats of the trials
public record BestOf(List<Point> points, double gained, Band doubling) {
    private static final int REPEATS = 200;

    /// An estimate with its 5th and 95th percentile.
    public record Band(double expected, double low, double high) {}

    /// @param expected the expected best of `budget` trials
    /// @param low the 5th percentile of that expectation over bootstrap repeats
    /// @param high the 95th
    public record Point(int budget, double expected, double low, double high) {}

    /// @param sample with one completed trial at least
    public static BestOf of(Sample sample) {
        double[] values = sample.values();
        int n = values.length;
        double[][] repeats = new double[REPEATS][];
        SplittableRandom random = new SplittableRandom(n);
        for (int r = 0; r < REPEATS; r++) {
            // The values stand best first, so sorted places drawn give values best first.
            repeats[r] = random.ints(n, 0, n).sorted().mapToDouble(i -> values[i]).toArray();
        }
        List<Point> points = new ArrayList<>();
        for (int budget = 1; budget <= n; budget++) {
            int drawn = budget;
            Band band =
                    band(
                            expected(values, budget),
                            Arrays.stream(repeats).mapToDouble(r -> expected(r, drawn)).toArray());
            points.add(new Point(budget, band.expected(), band.low(), band.high()));
        }
        return new BestOf(
                points,
                gained(sample, values),
                band(
                        doubling(sample, values),
                        Arrays.stream(repeats).mapToDouble(r -> doubling(sample, r)).toArray()));
    }

    private static double gained(Sample sample, double[] values) {
        return sample.worse(values[0], expected(values, Math.max(1, values.length / 2)));
    }

    private static double doubling(Sample sample, double[] values) {
        int n = values.length;
        double half = expected(values, Math.max(1, n / 2));
        double quarter = expected(values, Math.max(1, n / 4));
        double last = sample.worse(values[0], half);
        double before = sample.worse(half, quarter);
        return before <= 0 ? 0 : last * Math.min(1, last / before);
    }

    private static Band band(double expected, double[] repeats) {
        Arrays.sort(repeats);
        return new Band(
                expected,
                repeats[(int) (repeats.length * 0.05)],
                repeats[(int) (repeats.length * 0.95)]);
    }

    /// The expected best of `n` trials drawn from these without replacement.
    ///
    /// The i-th best is the best of the draw with probability `C(N-1-i, n-1) / C(N, n)`.
    ///
    /// @param values the best first
    static double expected(double[] values, int n) {
        int all = values.length;
        double probability = (double) n / all;
        double expected = 0;
        for (int i = 0; i <= all - n; i++) {
            expected += probability * values[i];
            // The next one is the best when this one was not drawn.
            probability *= (double) (all - n - i) / (all - 1 - i);
        }
        return expected;
    }
}
