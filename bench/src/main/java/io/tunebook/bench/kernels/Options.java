package io.tunebook.bench.kernels;

/// How the benchmark is run.
///
/// @param torch whether to run PyTorch beside it
/// @param rounds paired rounds of each figure, of which the median is told; at least 4
/// @param seconds that each side works in a round
public record Options(boolean torch, int rounds, double seconds) {

    public Options {
        if (rounds < 4) {
            throw new IllegalArgumentException("rounds must be at least 4, not " + rounds);
        }
        if (!(seconds > 0 && seconds <= 60)) {
            throw new IllegalArgumentException(
                    "seconds must be above 0 and at most 60, not " + seconds);
        }
    }

    /// Five rounds of a quarter of a second.
    public static Options usual(boolean torch) {
        return new Options(torch, 5, 0.25);
    }
}
