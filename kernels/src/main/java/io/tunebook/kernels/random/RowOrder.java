package io.tunebook.kernels.random;

/// The order of the rows in minibatches: each epoch is a new shuffle of all rows, and a batch that
/// reaches the end of an epoch continues with the next one.
public final class RowOrder {

    /// The purpose of the stream (see [SeededRandom#of]).
    private static final long ORDER = 1;

    private final int rows;
    private final SeededRandom random;

    /// The stream's state before this epoch's shuffle.
    private long before;

    private int[] epoch;
    private int at;

    /// The order of a training's rows from its first step.
    ///
    /// @param seed of the training
    public static RowOrder of(int rows, long seed) {
        return new RowOrder(rows, SeededRandom.of(seed, ORDER).state(), 0);
    }

    private RowOrder(int rows, long before, int at) {
        this.rows = rows;
        this.before = before;
        this.random = new SeededRandom(before);
        this.epoch = random.permutation(rows);
        this.at = at;
    }

    /// Restores the order at a [#position].
    public static RowOrder resume(int rows, long[] position) {
        return new RowOrder(rows, position[0], (int) position[1]);
    }

    /// The position as two numbers, for [#resume].
    public long[] position() {
        return new long[] {before, at};
    }

    /// Fills `batch` with the next rows.
    public void next(int[] batch) {
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
