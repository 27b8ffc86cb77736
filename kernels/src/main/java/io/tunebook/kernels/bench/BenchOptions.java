package io.tunebook.kernels.bench;

/// How the benchmark is run.
///
/// @param torch whether to run PyTorch beside it
/// @param rounds paired rounds of each figure, of which the median is told; at least 4
/// @param seconds that each side works in a round
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

    /// Five rounds of a quarter of a second.
    public static BenchOptions defaults(boolean torch) {
        return new BenchOptions(torch, 5, 0.25);
    }
}
