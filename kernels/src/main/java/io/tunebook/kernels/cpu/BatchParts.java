package io.tunebook.kernels.cpu;

import io.tunebook.kernels.Normalisation;

/// The division of a minibatch into parts, each the work of one thread: part `p` begins at row `p
/// size`, the last one includes the remaining rows.
///
/// @param rows of the minibatch
/// @param size a multiple of 8
/// @param count parts, at least 1
record BatchParts(int rows, int size, int count) {

    private static final int PARTS_PER_THREAD = 2;

    /// The parts for `threads` threads; with batch normalisation they are the normalised batches.
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
