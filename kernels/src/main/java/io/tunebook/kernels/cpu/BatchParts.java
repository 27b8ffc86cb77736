package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Normalisation;

/// How a minibatch is cut into parts, each the work of one thread: part `p` begins at row `p size`,
/// the last one takes what is left over.
///
/// @param rows of the minibatch
/// @param size a multiple of 8
/// @param count parts, at least 1
record BatchParts(int rows, int size, int count) {

    private static final int PARTS_PER_THREAD = 4;

    /// BatchParts for some threads; with batch normalisation they are the batches that are
    /// normalised.
    static BatchParts of(int rows, Normalisation normalisation, int threads) {
        if (normalisation instanceof Normalisation.BatchNorm norm) {
            return new BatchParts(rows, norm.rows(), Math.max(1, rows / norm.rows()));
        }
        if (threads == 1) {
            return new BatchParts(rows, (rows + 7) & -8, 1);
        }
        int size = Math.max(8, (rows / (PARTS_PER_THREAD * threads) + 7) & -8);
        return new BatchParts(rows, size, (rows + size - 1) / size);
    }

    int from(int part) {
        return part * size;
    }

    int to(int part) {
        return part == count - 1 ? rows : (part + 1) * size;
    }
}
