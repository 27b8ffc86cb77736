package io.tunebook.kernels.cpu;

/// A `rows x columns` matrix in panels of 16 columns: within a panel, rows of 16 adjacent floats
/// follow each other.
///
/// Element (r, c) is `data[offset + (c / 16 * paddedRows + r) * 16 + c % 16]`. Rows and columns are
/// padded to multiples of 16 with zeros, so that products need no masks and read memory in order.
final class Matrix {

    /// The number of columns of a panel, and the multiple that rows are padded to.
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
                    "a matrix of %d x %d at %d does not fit in %d floats"
                            .formatted(rows, columns, offset, data.length));
        }
    }

    static Matrix zero(int rows, int columns) {
        return new Matrix(new float[Math.toIntExact(size(rows, columns))], 0, rows, columns);
    }

    /// The next multiple of 16.
    static int padded(int count) {
        return (count + PANEL - 1) & -PANEL;
    }

    /// The number of floats of a matrix, including padding.
    static long size(int rows, int columns) {
        return (long) padded(rows) * padded(columns);
    }

    int panels() {
        return padded(columns) / PANEL;
    }

    /// The position of panel `panel` in [#data].
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
