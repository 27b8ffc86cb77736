package io.tunebook.server.playbook.search;

import org.hipparchus.random.SobolSequenceGenerator;

/// A scrambled Sobol sequence (PB-58).
///
/// The directions are those of S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better
/// two-dimensional projections", SIAM J. Sci. Comput. 30 (2008), from Hipparchus, for up to 1,000
/// dimensions. The scrambling is the nested uniform one of A. B. Owen, "Randomly permuted
/// (t,m,s)-nets and (t,s)-sequences" (1995): each binary digit is flipped or not by a seeded hash
/// of the digits before it, which keeps every net a net.
final class Sobol {
    private static final int BITS = 32;

    private final SobolSequenceGenerator directions;
    private final long seed;

    /// @param dimensions from 1 to 1,000
    Sobol(int dimensions, long seed) {
        this.directions = new SobolSequenceGenerator(dimensions);
        this.seed = seed;
    }

    /// Point `index` of the sequence, from 0: each coordinate in `[0, 1)`.
    double[] point(int index) {
        double[] point = directions.skipTo(index);
        for (int d = 0; d < point.length; d++) {
            point[d] = scrambled((long) (point[d] * (1L << BITS)), d);
        }
        return point;
    }

    private double scrambled(long digits, int dimension) {
        long key = mix(seed + 0x9E3779B97F4A7C15L * (dimension + 1));
        long out = 0;
        for (int place = 0; place < BITS; place++) {
            int shift = BITS - 1 - place;
            // The leading one distinguishes a prefix from a longer one of zeros.
            long prefix = (1L << place) | (place == 0 ? 0 : digits >>> (shift + 1));
            long flip = mix(key ^ mix(prefix)) & 1;
            out |= (((digits >>> shift) & 1) ^ flip) << shift;
        }
        // Below the last digit any value is valid: the middle.
        return (out + 0.5) / (1L << BITS);
    }

    /// The finaliser of SplitMix64.
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
