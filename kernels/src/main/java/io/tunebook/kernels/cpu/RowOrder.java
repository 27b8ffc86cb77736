package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.SeededRandom;

/// Which rows each minibatch takes: every epoch is a new shuffle of all rows, and a batch that
/// reaches an epoch's end goes on in the next one.
final class RowOrder {

    private final int rows;
    private final SeededRandom random;
    private int[] epoch;
    private int at;

    RowOrder(int rows, SeededRandom random) {
        this.rows = rows;
        this.random = random;
        this.epoch = random.permutation(rows);
    }

    /// Fills `batch` with the next rows.
    void next(int[] batch) {
        for (int i = 0; i < batch.length; i++) {
            if (at == rows) {
                epoch = random.permutation(rows);
                at = 0;
            }
            batch[i] = epoch[at];
            at++;
        }
    }
}
