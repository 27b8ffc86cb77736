package io.tunebook.bench.kernels;

/// The options of the benchmark.
///
/// @param torch whether to measure PyTorch too
/// @param rounds paired rounds of each figure, whose median is reported; at least 4
/// @param seconds of work in a round, for each of the two
public record BenchOptions(boolean torch, int rounds, double seconds) {

    public BenchOptions {
        if (rounds < 4) {
            throw new IllegalArgumentException("rounds must be at least 4, not " + rounds);
        }
        if (!(seconds > 0 && seconds <= 60)) {
            throw new IllegalArgumentException(
                    "seconds must be above 0 and at most 60, not " + seconds);
        }
    }

    /// The default: five rounds of a quarter of a second.
    public static BenchOptions defaults(boolean torch) {
        return new BenchOptions(torch, 5, 0.25);
    }
}
