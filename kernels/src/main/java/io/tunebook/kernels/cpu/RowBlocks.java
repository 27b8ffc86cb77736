package io.tunebook.kernels.cpu;

/// Rows of a minibatch, transposed in blocks of as many rows as a tile has: `[block][column][16]`.
/// Products then read them in order.
///
/// A block has 12 rows; the last ones of a part have 16, 8 or 4, so that tiles of 8 rows compute
/// what those of 12 leave.
final class RowBlocks {

    private static final int PANEL = Matrix.PANEL;
    private static final int ROWS = 12;
    private static final int STRETCH = 192;

    /// The minimum number of rows of a part before the next one begins; see [BatchParts#size].
    private static final int MIN_ROWS = 8;

    final float[] data;
    private final int columns;

    RowBlocks(int columns, int capacity) {
        this.columns = columns;
        this.data = new float[Math.toIntExact(floats(columns, capacity))];
    }

    /// The number of floats for `capacity` rows.
    static long floats(int columns, int capacity) {
        return (long) ((capacity + MIN_ROWS - 1) / MIN_ROWS) * columns * PANEL;
    }

    /// The number of the first block of a part that begins at a row.
    static int first(int row) {
        return row / MIN_ROWS;
    }

    /// The rows of the next block, a multiple of 4, when `left` rows are left.
    static int rows(int left) {
        int rounded = (left + Products.ROWS - 1) & -Products.ROWS;
        return rounded == PANEL ? PANEL : Math.min(ROWS, rounded);
    }

    /// The position of a block in [#data].
    int at(int block) {
        return block * columns * PANEL;
    }

    /// Transposes rows `from .. to - 1`, the rows of one part; the last block includes rows after
    /// them, whose products have no meaning.
    void fill(Volume volume, int from, int to) {
        int block = first(from);
        for (int row = from; row < to; block++) {
            int rows = rows(to - row);
            transpose(volume, row, Math.min(rows, to - row), at(block));
            row += rows;
        }
    }

    /// Four rows at a time through a stretch of columns that stays in the L1 cache.
    private void transpose(Volume volume, int first, int rows, int at) {
        for (int column = 0; column < columns; column += STRETCH) {
            int end = Math.min(columns, column + STRETCH);
            for (int row = 0; row < rows; row += Products.ROWS) {
                int source = volume.at(first + row, 0, 0);
                fourRows(volume.data, source, volume.row, column, end, data, at + row);
            }
        }
    }

    private static void fourRows(
            float[] from, int at, int row, int column, int end, float[] to, int toAt) {
        int at1 = at + row;
        int at2 = at1 + row;
        int at3 = at2 + row;
        for (int c = column; c < end; c++) {
            to[toAt + c * PANEL] = from[at + c];
            to[toAt + c * PANEL + 1] = from[at1 + c];
            to[toAt + c * PANEL + 2] = from[at2 + c];
            to[toAt + c * PANEL + 3] = from[at3 + c];
        }
    }
}
