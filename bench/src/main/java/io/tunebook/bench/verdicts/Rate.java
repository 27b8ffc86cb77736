package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// How often something was so.
///
/// @param hits the draws in which it was
/// @param draws all of them
record Rate(long hits, int draws) {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /// Draws in parallel, each with random numbers of its own, so that the rate depends on the seed
    /// alone.
    static Rate of(int draws, long seed, Predicate<SplittableRandom> isSo) {
        long hits =
                IntStream.range(0, draws)
                        .parallel()
                        .filter(i -> isSo.test(random(seed, i)))
                        .count();
        return new Rate(hits, draws);
    }

    /// The random numbers of one draw.
    static SplittableRandom random(long seed, int draw) {
        return new SplittableRandom(seed * GOLDEN_RATIO + draw).split();
    }

    double share() {
        return (double) hits / draws;
    }

    double percent() {
        return 100 * share();
    }

    /// The row of a rate that must not be exceeded.
    ///
    /// @param bar in percent
    Row atMost(String name, double bar) {
        return Row.valueAtMost(name, percent(), "% of " + draws, bar);
    }

    /// The row of a rate that must be reached.
    ///
    /// @param bar in percent
    Row atLeast(String name, double bar) {
        return Row.valueAtLeast(name, percent(), "% of " + draws, bar);
    }

    /// The row of a rate without a bar.
    Row plain(String name) {
        return Row.plain(name, percent(), "% of " + draws);
    }
}
