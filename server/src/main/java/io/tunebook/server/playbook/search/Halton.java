package io.tunebook.server.playbook.search;

import java.util.SplittableRandom;

/// A scrambled, shifted Halton sequence (PB-58).
///
/// Dimension `d` is the radical inverse of the index in the `d`-th prime base, its digits permuted
/// by a seeded permutation that differs by digit place, the whole shifted by a seeded amount modulo
/// 1. Unscrambled, it is the sequence of J. H. Halton, "On the efficiency of certain quasi-random
///    sequences of points in evaluating multi-dimensional integrals", Numerische Mathematik 2
///    (1960); scrambling breaks the correlation of large bases, the shift keeps points off the
///    bounds.
final class Halton {
    private final int dimensions;
    private final int[] bases;
    private final int[][][] permutations;
    private final double[] shifts;

    /// Halton's original sequence, without scrambling or shift.
    static Halton plain(int dimensions) {
        return new Halton(dimensions);
    }

    /// @param dimensions at least one
    Halton(int dimensions, long seed) {
        this(dimensions);
        SplittableRandom random = new SplittableRandom(seed);
        for (int d = 0; d < dimensions; d++) {
            shifts[d] = random.nextDouble();
            for (int place = 0; place < permutations[d].length; place++) {
                shuffle(permutations[d][place], random);
            }
        }
    }

    private Halton(int dimensions) {
        this.dimensions = dimensions;
        bases = primes(dimensions);
        shifts = new double[dimensions];
        permutations = new int[dimensions][][];
        for (int d = 0; d < dimensions; d++) {
            // Enough digits for the precision of a double.
            int places = (int) Math.ceil(52 * Math.log(2) / Math.log(bases[d]));
            permutations[d] = new int[places][bases[d]];
            for (int[] permutation : permutations[d]) {
                for (int i = 0; i < permutation.length; i++) {
                    permutation[i] = i;
                }
            }
        }
    }

    /// Point `index` of the sequence, from 0: each coordinate in `[0, 1)`.
    double[] point(long index) {
        double[] point = new double[dimensions];
        for (int d = 0; d < dimensions; d++) {
            double x = inverse(d, index + 1) + shifts[d];
            point[d] = Math.min(x - Math.floor(x), Math.nextDown(1.0));
        }
        return point;
    }

    private double inverse(int d, long index) {
        int base = bases[d];
        double scale = 1;
        double x = 0;
        long rest = index;
        for (int[] permutation : permutations[d]) {
            scale /= base;
            x += permutation[(int) (rest % base)] * scale;
            rest /= base;
        }
        return x;
    }

    private static void shuffle(int[] digits, SplittableRandom random) {
        for (int i = digits.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = digits[i];
            digits[i] = digits[j];
            digits[j] = swapped;
        }
    }

    private static int[] primes(int count) {
        int[] primes = new int[count];
        int found = 0;
        for (int n = 2; found < count; n++) {
            boolean prime = true;
            for (int i = 0; i < found && prime; i++) {
                prime = n % primes[i] != 0;
            }
            if (prime) {
                primes[found++] = n;
            }
        }
        return primes;
    }
}
