package io.tunebook.server.playbook.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Whether the better of two settings would also win if both searches were repeated (PB-36).
///
/// A permutation test (R. A. Fisher 1935; E. J. G. Pitman 1937) of the difference between the
/// expected bests of `m` trials, `m` being two fifths of the smaller search: the expectation uses
/// the best trials of each and hardly any of the others, so a setting is not preferred because its
/// bad trials are less bad. The difference is real at `p <= 0.025`, or at `p <= 0.15` when the
/// bests are also at least 5.2 standard deviations of the best apart, over bootstrap repeats of
/// each search. Together both raise a false alarm in less than 5% of comparisons of equal settings.
///
/// @param gap how much worse the second's best is
/// @param p the share of random divisions of the trials with at least this difference
/// @param decided by which of the two it is real
record BestComparison(double gap, double p, Decision decided) {
    private static final int PERMUTATIONS = 1_999;
    private static final double SHARE = 0.4;
    private static final double LEVEL = 0.025;
    private static final double LEVEL_OF_FAR = 0.15;
    private static final double FAR = 5.2;
    private static final double NEGLIGIBLE = 1e-10;

    /// What made the difference real, or why it is not.
    enum Decision {
        PROBABILITY,
        DISTANCE,
        NOT_SETTLED,
        TOO_FEW
    }

    boolean real() {
        return decided == Decision.PROBABILITY || decided == Decision.DISTANCE;
    }

    /// @param first losses of the setting with the better best, ascending
    /// @param second losses of the other, ascending
    static BestComparison of(double[] first, double[] second) {
        double gap = second[0] - first[0];
        if (smallest(first.length, second.length) > LEVEL) {
            return new BestComparison(gap, 1, Decision.TOO_FEW);
        }
        double p = p(first, second);
        double sd = Math.sqrt((variance(first) + variance(second)) / 2);
        return new BestComparison(
                gap,
                p,
                p <= LEVEL
                        ? Decision.PROBABILITY
                        : p <= LEVEL_OF_FAR && gap >= FAR * sd
                                ? Decision.DISTANCE
                                : Decision.NOT_SETTLED);
    }

    /// The smallest p-value that the two numbers of trials allow: two of all divisions.
    private static double smallest(int a, int b) {
        double divisions = 1;
        for (int i = 1; i <= Math.min(a, b); i++) {
            divisions *= (double) (a + b - i + 1) / i;
        }
        return 2 / divisions;
    }

    private static double p(double[] first, double[] second) {
        int a = first.length;
        int b = second.length;
        int m = (int) Math.max(1, Math.round(SHARE * Math.min(a, b)));
        double[] ofFirst = weights(a, m);
        double[] ofSecond = weights(b, m);
        double observed = dot(ofSecond, second) - dot(ofFirst, first);
        if (observed <= 0) {
            return 1;
        }
        double[] pooled = new double[a + b];
        System.arraycopy(first, 0, pooled, 0, a);
        System.arraycopy(second, 0, pooled, a, b);
        Arrays.sort(pooled);
        double least = observed * (1 - 1e-9);
        SplittableRandom random = new SplittableRandom(31L * a + b);
        int extreme = 1;
        for (int r = 0; r < PERMUTATIONS; r++) {
            if (Math.abs(difference(pooled, ofFirst, ofSecond, random)) >= least) {
                extreme++;
            }
        }
        return (double) extreme / (PERMUTATIONS + 1);
    }

    /// The difference for one random division of the pooled losses.
    private static double difference(
            double[] pooled, double[] ofFirst, double[] ofSecond, SplittableRandom random) {
        int i = 0;
        int j = 0;
        double difference = 0;
        for (double loss : pooled) {
            boolean toFirst =
                    random.nextInt(ofFirst.length - i + ofSecond.length - j) < ofFirst.length - i;
            double weight = toFirst ? -ofFirst[i++] : ofSecond[j++];
            if (weight == 0 && ended(ofFirst, i) && ended(ofSecond, j)) {
                break;
            }
            difference += weight * loss;
        }
        return difference;
    }

    /// Whether all weights from this place on are zero.
    private static boolean ended(double[] weights, int from) {
        return from >= weights.length || weights[from] == 0;
    }

    private static double dot(double[] weights, double[] losses) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * losses[i];
        }
        return sum;
    }

    /// The probability that the i-th of `n` losses is the smallest of `m` drawn.
    private static double[] weights(int n, int m) {
        double[] weights = new double[n];
        double probability = (double) m / n;
        for (int i = 0; i <= n - m && probability > NEGLIGIBLE; i++) {
            weights[i] = probability;
            probability *= (double) (n - m - i) / (n - 1 - i);
        }
        return weights;
    }

    /// The variance of the best over bootstrap repeats: none of the first `i` of `n` is drawn with
    /// probability `(1 - i/n)^n`.
    static double variance(double[] losses) {
        int n = losses.length;
        double mean = 0;
        double square = 0;
        double none = 1;
        for (int i = 0; i < n && none > NEGLIGIBLE; i++) {
            double next = Math.pow(1 - (i + 1.0) / n, n);
            double from = losses[i] - losses[0];
            mean += (none - next) * from;
            square += (none - next) * from * from;
            none = next;
        }
        return Math.max(0, square - mean * mean);
    }
}
