package io.tunebook.kernels.cpu;

/// A `rows x columns` matrix in panels of 16 columns: within a panel, row after row of 16
/// neighbouring floats.
///
/// Element (r, c) is `data[offset + (c / 16 * paddedRows + r) * 16 + c % 16]`. Rows and columns are
/// padded to multiples of 16 with zeros, so that products need no masks and read state in order.
final class Matrix {

    /// Columns of a panel, and what rows are padded to.
    static final int PANEL = 16;

    final float[] data;
    final int offset;
    final int rows;
    final int columns;
    final int paddedRows;

    Matrix(float[] data, int offset, int rows, int columns) {
        this.data = data;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.paddedRows = padded(rows);
        if (offset < 0 || (long) offset + size(rows, columns) > data.length) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " at " + offset + " does not fit in " + data.length);
        }
    }

    static Matrix zero(int rows, int columns) {
        return new Matrix(new float[Math.toIntExact(size(rows, columns))], 0, rows, columns);
    }

    /// The next multiple of 16.
    static int padded(int count) {
        return (count + PANEL - 1) & -PANEL;
    }

    /// Floats that a matrix takes, padding and all.
    static long size(int rows, int columns) {
        return (long) padded(rows) * padded(columns);
    }

    int panels() {
        return padded(columns) / PANEL;
    }

    /// Where panel `panel` starts in [#data].
    int panelAt(int panel) {
        return offset + panel * paddedRows * PANEL;
    }

    int at(int row, int column) {
        return offset + ((column >> 4) * paddedRows + row) * PANEL + (column & (PANEL - 1));
    }

    float get(int row, int column) {
        return data[at(row, column)];
    }

    void set(int row, int column, float value) {
        data[at(row, column)] = value;
    }
}
