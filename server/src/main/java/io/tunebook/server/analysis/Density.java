package io.tunebook.server.analysis;

import io.tunebook.server.analysis.Finding.Verdict;
import java.util.List;

/// Whether there are enough points in the good region (PB-27), and what more would gain (PB-59).
///
/// The good region is the tenth of the way from the best trial to the median one. What doubling
/// would gain is taken from what the last doubling gained: the expected best of `n/2` of the trials
/// at hand, exact by order statistics, against the best of all `n`.
public final class Density {
    private static final int FEWEST = 6;
    private static final int ENOUGH = 3;
    private static final double REGION = 0.10;

    private Density() {}

    public static Finding of(List<Sample> samples) {
        return Finding.worstOf(
                Question.POINTS,
                samples.stream().map(Density::of),
                "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        double[] values = sample.values();
        if (values.length < FEWEST) {
            return Finding.unknown(
                    Question.POINTS,
                    "%s has %s so far."
                            .formatted(
                                    sample.label(), Words.plural(values.length, "completed trial")),
                    "PB-27");
        }
        double best = values[0];
        double median = values[values.length / 2];
        double limit = sample.worse(best, median) * REGION;
        int good = 0;
        for (double v : values) {
            good += sample.worse(best, v) <= limit ? 1 : 0;
        }
        double gained = sample.worse(best, expectedBest(values, values.length / 2));
        boolean enough = good >= ENOUGH;
        return new Finding(
                Question.POINTS,
                enough ? Verdict.FINE : Verdict.LOOK,
                enough ? "yes" : "few",
                "%s has %s in its good region; the last doubling of its budget gained about %s%s."
                        .formatted(
                                sample.label(),
                                Words.plural(good, "trial"),
                                Words.difference(sample.objective(), gained),
                                enough ? "" : ", so more trials may well find better"),
                List.of("PB-27", "PB-59"));
    }

    /// The expected best of `n` trials drawn from these without replacement.
    ///
    /// The i-th best is the best of the draw with probability `C(N-1-i, n-1) / C(N, n)`.
    ///
    /// @param values the best first
    static double expectedBest(double[] values, int n) {
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
