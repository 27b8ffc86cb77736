package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// The expected best by number of trials (PB-59), and what doubling that number would likely gain.
///
/// @param points one for each budget from 1 to all of the study's trials; above 200 budgets, 100 of
///   them evenly on a log scale, including the first and the last
/// @param gained by the last doubling: the expected best of all trials compared with half of them
/// @param doubling expected gain of the next one, if gains shrink at the rate of the last two
///   doublings; with the band over bootstrap repeats of the trials
public record ExpectedBest(List<Point> points, double gained, Band doubling) {
    private static final int REPEATS = 200;
    private static final int ALL = 200;
    private static final int SOME = 100;

    /// The probability below which a value no longer changes the expectation.
    private static final double NEGLIGIBLE = 1e-18;

    /// An estimate with its 5th and 95th percentile.
    public record Band(double expected, double low, double high) {}

    /// @param expected the expected best of `budget` trials
    /// @param low the 5th percentile of that expectation over bootstrap repeats
    /// @param high the 95th percentile
    public record Point(int budget, double expected, double low, double high) {}

    /// @param sample with at least one completed trial
    public static ExpectedBest of(Sample sample) {
        return AnalysisCache.result(
                "expected best\n" + sample.name(), sample.results(), _ -> read(sample));
    }

    private static ExpectedBest read(Sample sample) {
        double[] values = sample.values();
        double[][] repeats = repeats(values);
        List<Point> points = new ArrayList<>();
        for (int budget : budgets(values.length)) {
            Band band =
                    band(
                            expected(values, budget),
                            Arrays.stream(repeats).mapToDouble(r -> expected(r, budget)).toArray());
            points.add(new Point(budget, band.expected(), band.low(), band.high()));
        }
        return new ExpectedBest(points, gained(sample, values), doubling(sample, values, repeats));
    }

    /// The estimate without its points.
    static ExpectedBest withoutPoints(Sample sample) {
        return AnalysisCache.result(
                "expected best ahead\n" + sample.name(), sample.results(), _ -> readAhead(sample));
    }

    private static ExpectedBest readAhead(Sample sample) {
        double[] values = sample.values();
        return new ExpectedBest(
                List.of(), gained(sample, values), doubling(sample, values, repeats(values)));
    }

    /// Bootstrap repeats of the trials, each sorted best first.
    private static double[][] repeats(double[] values) {
        int n = values.length;
        double[][] repeats = new double[REPEATS][n];
        SplittableRandom random = new SplittableRandom(n);
        for (double[] repeat : repeats) {
            int[] drawn = new int[n];
            for (int i = 0; i < n; i++) {
                drawn[random.nextInt(n)]++;
            }
            int at = 0;
            for (int i = 0; i < n; i++) {
                for (int times = 0; times < drawn[i]; times++) {
                    repeat[at++] = values[i];
                }
            }
        }
        return repeats;
    }

    private static int[] budgets(int n) {
        return n <= ALL
                ? IntStream.rangeClosed(1, n).toArray()
                : IntStream.range(0, SOME)
                        .map(i -> (int) Math.round(Math.pow(n, i / (SOME - 1.0))))
                        .distinct()
                        .toArray();
    }

    private static Band doubling(Sample sample, double[] values, double[][] repeats) {
        return band(
                doubling(sample, values),
                Arrays.stream(repeats).mapToDouble(r -> doubling(sample, r)).toArray());
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

    /// The expected best of `n` trials drawn from the values without replacement.
    ///
    /// The i-th best is the best of the draw with probability `C(N-1-i, n-1) / C(N, n)`.
    ///
    /// @param values the best first
    static double expected(double[] values, int n) {
        int all = values.length;
        double probability = (double) n / all;
        double expected = 0;
        for (int i = 0; i <= all - n && probability > NEGLIGIBLE; i++) {
            expected += probability * values[i];
            // The next value is the best when this one was not drawn.
            probability *= (double) (all - n - i) / (all - 1 - i);
        }
        return expected;
    }
}
