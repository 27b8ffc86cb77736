package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The expected best by number of trials (PB-59), and what doubling that number would likely gain.
///
/// The curve is the median of the best of `n` trials, as in N. Lourie, K. Cho and H. He, "Show Your
/// Work with Confidence" (2023): half of all searches of that length end better. Unlike the mean it
/// needs no bounds of the objective.
///
/// @param points one for each budget from 1 to all of the study's trials; above 200 budgets, 100 of
///   them evenly on a log scale, including the first and the last
/// @param gained by the last doubling: the best of all trials compared with the expected best of
///   half of them
/// @param doubling what as many trials again would gain; null with fewer than [NextBest#MIN_TRIALS]
///   completed trials, or when the best of them are all the same
public record ExpectedBest(List<Point> points, double gained, @Nullable NextBest doubling) {
    private static final int ALL = 200;
    private static final int SOME = 100;

    /// The probability below which a value no longer changes the expectation.
    private static final double NEGLIGIBLE = 1e-18;

    /// The limits are those of a band that holds the whole curve with a probability of 95%.
    ///
    /// @param median the median of the best of `budget` trials
    /// @param low its lower limit; null when the trials set none
    /// @param high its upper limit; null when the trials set none
    public record Point(int budget, double median, @Nullable Double low, @Nullable Double high) {}

    /// @param sample with at least one completed trial
    public static ExpectedBest of(Sample sample) {
        return AnalysisCache.result(
                "expected best\n" + sample.name(), sample.results(), _ -> read(sample));
    }

    private static ExpectedBest read(Sample sample) {
        double[] values = sample.values();
        List<Point> points = new ArrayList<>();
        for (int budget : budgets(values.length)) {
            Double better = limit(values, BestBand.better(values.length, budget));
            Double worse = limit(values, BestBand.worse(values.length, budget));
            boolean minimized = sample.worse(0, 1) > 0;
            points.add(
                    new Point(
                            budget,
                            BestBand.median(values, budget),
                            minimized ? better : worse,
                            minimized ? worse : better));
        }
        return new ExpectedBest(points, gained(sample, values), NextBest.of(sample, values));
    }

    /// The estimate without its points.
    static ExpectedBest withoutPoints(Sample sample) {
        double[] values = sample.values();
        return new ExpectedBest(List.of(), gained(sample, values), NextBest.of(sample, values));
    }

    private static @Nullable Double limit(double[] values, int place) {
        return place < 0 || place >= values.length ? null : values[place];
    }

    private static int[] budgets(int n) {
        return n <= ALL
                ? IntStream.rangeClosed(1, n).toArray()
                : IntStream.range(0, SOME)
                        .map(i -> (int) Math.round(Math.pow(n, i / (SOME - 1.0))))
                        .distinct()
                        .toArray();
    }

    private static double gained(Sample sample, double[] values) {
        return sample.worse(values[0], expected(values, Math.max(1, values.length / 2)));
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
