package io.tunebook.kernels.cpu;

import io.tunebook.kernels.random.SeededRandom;

/// Which rows each minibatch takes: every epoch is a new shuffle of all rows, and a batch that
/// reaches an epoch's end goes on in the next one.
final class RowOrder {

    private final int rows;
    private final SeededRandom random;

    /// The stream as it was before this epoch's shuffle.
    private long before;

    private int[] epoch;
    private int at;

    RowOrder(int rows, SeededRandom random) {
        this(rows, random.state(), 0);
    }

    private RowOrder(int rows, long before, int at) {
        this.rows = rows;
        this.before = before;
        this.random = new SeededRandom(before);
        this.epoch = random.permutation(rows);
        this.at = at;
    }

    /// As it was when [#position] was asked.
    static RowOrder at(int rows, long[] position) {
        return new RowOrder(rows, position[0], (int) position[1]);
    }

    /// Where it stands, in two numbers.
    long[] position() {
        return new long[] {before, at};
    }

    /// Fills `batch` with the next rows.
    void next(int[] batch) {
        for (int i = 0; i < batch.length; i++) {
            if (at == rows) {
                before = random.state();
                epoch = random.permutation(rows);
                at = 0;
            }
            batch[i] = epoch[at];
            at++;
        }
    }
}
