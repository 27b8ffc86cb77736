package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Normalisation;

/// How a minibatch is cut into parts, each the work of one thread: part `p` begins at row `p size`,
/// the last one takes what is left over.
///
/// @param rows of the minibatch
/// @param size a multiple of 8
/// @param count parts, at least 1
record Parts(int rows, int size, int count) {

    private static final int A_THREAD = 4;

    /// Parts for some threads; with batch normalisation they are the batches that are normalised.
    static Parts of(int rows, Normalisation normalisation, int threads) {
        if (normalisation instanceof Normalisation.BatchNorm norm) {
            return new Parts(rows, norm.rows(), Math.max(1, rows / norm.rows()));
        }
        if (threads == 1) {
            return new Parts(rows, (rows + 7) & -8, 1);
        }
        int size = Math.max(8, (rows / (A_THREAD * threads) + 7) & -8);
        return new Parts(rows, size, (rows + size - 1) / size);
    }

    int from(int part) {
        return part * size;
    }

    int to(int part) {
        return part == count - 1 ? rows : (part + 1) * size;
    }
}
