package io.tunebook.kernels.cpu;

import jdk.incubator.vector.FloatVector;

/// The products in register tiles. A tile keeps its sums in registers while it reads a row of `b`
/// and one number of each row of `a`; the more sums, the fewer of its cycles wait for a sum or load
/// an operand. With 32 registers of 16 floats a tile has 12 rows and two panels ([WidePair]), with
/// 16 registers of 8 floats 4 rows and one panel ([NarrowPanel]): docs/kernels.md has the speeds of
/// others.
final class VectorProducts extends VectorElements {

    @Override
    public void product(
            float[] a,
            int aAt,
            int[] starts,
            int first,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int padded = (rows + ROWS - 1) & -ROWS;
        int p = 0;
        for (; WIDE && p + 2 <= panels; p += 2) {
            WidePair.product(
                    a,
                    aAt,
                    starts,
                    first,
                    b,
                    bAt + p * bPanel,
                    bPanel,
                    length,
                    s,
                    sAt + p * sPanel,
                    sRow,
                    sPanel,
                    c,
                    cAt + p * cPanel,
                    cPanel,
                    padded);
        }
        for (; p < panels; p++) {
            int bPart = bAt + p * bPanel;
            int sPart = sAt + p * sPanel;
            int cPart = cAt + p * cPanel;
            if (WIDE) {
                WidePanel.product(
                        a, aAt, starts, first, b, bPart, length, s, sPart, sRow, c, cPart, padded);
            } else {
                NarrowPanel.product(
                        a, aAt, starts, first, b, bPart, length, s, sPart, sRow, c, cPart, padded);
            }
        }
    }

    @Override
    public void threeTaps(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int padded = (rows + ROWS - 1) & -ROWS;
        int p = 0;
        for (; WIDE && p + 2 <= panels; p += 2) {
            Taps.pair(
                    a,
                    aAt,
                    starts,
                    b,
                    bAt + p * bPanel,
                    bTap,
                    bPanel,
                    length,
                    s,
                    sAt + p * sPanel,
                    sPanel,
                    c,
                    cAt + p * cPanel,
                    cPanel,
                    padded);
        }
        for (; p < panels; p++) {
            int bPart = bAt + p * bPanel;
            int sPart = sAt + p * sPanel;
            int cPart = cAt + p * cPanel;
            if (WIDE) {
                Taps.single(a, aAt, starts, b, bPart, bTap, length, s, sPart, c, cPart, padded);
            } else {
                Taps.narrow(a, aAt, starts, b, bPart, bTap, length, s, sPart, c, cPart, padded);
            }
        }
    }

    @Override
    public void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bPanel,
            int length,
            float[] s,
            int sAt,
            int sRow,
            int sPanel,
            float[] c,
            int cAt,
            int cPanel,
            int rows,
            int panels) {
        int p = 0;
        for (; WIDE && p + 2 <= panels; p += 2) {
            WidePair.transposed(
                    a,
                    aAt,
                    b,
                    bAt + p * bPanel,
                    bPanel,
                    length,
                    s,
                    sAt + p * sPanel,
                    sRow,
                    sPanel,
                    c,
                    cAt + p * cPanel,
                    cPanel,
                    rows);
        }
        for (; p < panels; p++) {
            int bPart = bAt + p * bPanel;
            int sPart = sAt + p * sPanel;
            int cPart = cAt + p * cPanel;
            if (WIDE) {
                WidePanel.transposed(a, aAt, b, bPart, length, s, sPart, sRow, c, cPart, rows);
            } else {
                NarrowPanel.transposed(a, aAt, b, bPart, length, s, sPart, sRow, c, cPart, rows);
            }
        }
    }

    @Override
    public String description() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() + "-bit vectors";
    }
}
