package io.tunebook.kernels.random;

/// A SplitMix64 stream (Steele, Lea and Flood, *Fast splittable pseudorandom number generators*,
/// OOPSLA 2014).
///
/// It is implemented here instead of taken from the JDK, so that a seed gives the same numbers on
/// every JDK. Not thread-safe.
public final class SeededRandom {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double TO_UNIT = 0x1.0p-53;

    private long state;

    public SeededRandom(long seed) {
        this.state = seed;
    }

    /// The stream of a seed for one purpose: streams of one seed with different purposes are
    /// independent.
    public static SeededRandom of(long seed, long purpose) {
        return new SeededRandom(mix(mix(seed) + GOLDEN_GAMMA * (purpose + 1)));
    }

    /// The finaliser of SplitMix64: a bijection that spreads every input bit over all output bits.
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// The state of the stream: `new SeededRandom(state)` continues from it.
    public long state() {
        return state;
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /// Uniform in [0, 1), a multiple of 2^-53.
    public double uniform() {
        return (nextLong() >>> 11) * TO_UNIT;
    }

    /// Uniform in [low, high).
    public double uniform(double low, double high) {
        return low + (high - low) * uniform();
    }

    /// Uniform in 0 .. bound - 1, by a multiplication (Lemire 2019) without its rejection step: the
    /// bias is below bound / 2^63.
    public int below(int bound) {
        if (bound < 1) {
            throw new IllegalArgumentException("bound must be at least 1, not " + bound);
        }
        return (int) Math.multiplyHigh(nextLong() >>> 1, 2L * bound);
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller 1958, one of the pair).
    public double gaussian() {
        double radius = Math.sqrt(-2 * StrictMath.log(1 - uniform()));
        return radius * StrictMath.cos(2 * Math.PI * uniform());
    }

    /// The numbers 0 .. length - 1 in an order drawn by this stream (Fisher and Yates).
    public int[] permutation(int length) {
        int[] order = new int[length];
        for (int i = 0; i < length; i++) {
            int j = below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
