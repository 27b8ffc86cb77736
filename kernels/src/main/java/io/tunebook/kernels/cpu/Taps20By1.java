package io.tunebook.kernels.cpu;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Three taps for 20 pixels and a single panel: 20 sums, 3 vectors of weights, and a number of a
/// pixel that is used three times.
///
/// The sums are named local variables, because the compiler keeps those in registers, but not
/// arrays.
final class Taps20By1 {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_512;
    private static final int PANEL = Matrix.PANEL;

    /// Rows of a tile.
    static final int ROWS = 20;

    private Taps20By1() {}

    /// One tile of [Products#threeTaps].
    static void product(
            float[] a,
            int aAt,
            int[] starts,
            float[] b,
            int bAt,
            int bTap,
            int length,
            float[] s,
            int sAt,
            float[] c,
            int cAt) {
        FloatVector startX = fromArray(SPECIES, s, sAt);
        FloatVector c0x = startX;
        FloatVector c1x = startX;
        FloatVector c2x = startX;
        FloatVector c3x = startX;
        FloatVector c4x = startX;
        FloatVector c5x = startX;
        FloatVector c6x = startX;
        FloatVector c7x = startX;
        FloatVector c8x = startX;
        FloatVector c9x = startX;
        FloatVector c10x = startX;
        FloatVector c11x = startX;
        FloatVector c12x = startX;
        FloatVector c13x = startX;
        FloatVector c14x = startX;
        FloatVector c15x = startX;
        FloatVector c16x = startX;
        FloatVector c17x = startX;
        FloatVector c18x = startX;
        FloatVector c19x = startX;
        int bAt1 = bAt + bTap;
        int bAt2 = bAt1 + bTap;
        for (int k0 = 0; k0 < length; k0 += PANEL) {
            int at = aAt + starts[k0 >> 4];
            for (int r = 0; r < PANEL; r++) {
                int k = (k0 + r) * PANEL;
                FloatVector x0 = fromArray(SPECIES, b, bAt + k);
                FloatVector x1 = fromArray(SPECIES, b, bAt1 + k);
                FloatVector x2 = fromArray(SPECIES, b, bAt2 + k);
                FloatVector f0 = broadcast(SPECIES, a[at + r]);
                c0x = f0.fma(x0, c0x);
                FloatVector f1 = broadcast(SPECIES, a[at + r + PANEL]);
                c0x = f1.fma(x1, c0x);
                c1x = f1.fma(x0, c1x);
                FloatVector f2 = broadcast(SPECIES, a[at + r + 2 * PANEL]);
                c0x = f2.fma(x2, c0x);
                c1x = f2.fma(x1, c1x);
                c2x = f2.fma(x0, c2x);
                FloatVector f3 = broadcast(SPECIES, a[at + r + 3 * PANEL]);
                c1x = f3.fma(x2, c1x);
                c2x = f3.fma(x1, c2x);
                c3x = f3.fma(x0, c3x);
                FloatVector f4 = broadcast(SPECIES, a[at + r + 4 * PANEL]);
                c2x = f4.fma(x2, c2x);
                c3x = f4.fma(x1, c3x);
                c4x = f4.fma(x0, c4x);
                FloatVector f5 = broadcast(SPECIES, a[at + r + 5 * PANEL]);
                c3x = f5.fma(x2, c3x);
                c4x = f5.fma(x1, c4x);
                c5x = f5.fma(x0, c5x);
                FloatVector f6 = broadcast(SPECIES, a[at + r + 6 * PANEL]);
                c4x = f6.fma(x2, c4x);
                c5x = f6.fma(x1, c5x);
                c6x = f6.fma(x0, c6x);
                FloatVector f7 = broadcast(SPECIES, a[at + r + 7 * PANEL]);
                c5x = f7.fma(x2, c5x);
                c6x = f7.fma(x1, c6x);
                c7x = f7.fma(x0, c7x);
                FloatVector f8 = broadcast(SPECIES, a[at + r + 8 * PANEL]);
                c6x = f8.fma(x2, c6x);
                c7x = f8.fma(x1, c7x);
                c8x = f8.fma(x0, c8x);
                FloatVector f9 = broadcast(SPECIES, a[at + r + 9 * PANEL]);
                c7x = f9.fma(x2, c7x);
                c8x = f9.fma(x1, c8x);
                c9x = f9.fma(x0, c9x);
                FloatVector f10 = broadcast(SPECIES, a[at + r + 10 * PANEL]);
                c8x = f10.fma(x2, c8x);
                c9x = f10.fma(x1, c9x);
                c10x = f10.fma(x0, c10x);
                FloatVector f11 = broadcast(SPECIES, a[at + r + 11 * PANEL]);
                c9x = f11.fma(x2, c9x);
                c10x = f11.fma(x1, c10x);
                c11x = f11.fma(x0, c11x);
                FloatVector f12 = broadcast(SPECIES, a[at + r + 12 * PANEL]);
                c10x = f12.fma(x2, c10x);
                c11x = f12.fma(x1, c11x);
                c12x = f12.fma(x0, c12x);
                FloatVector f13 = broadcast(SPECIES, a[at + r + 13 * PANEL]);
                c11x = f13.fma(x2, c11x);
                c12x = f13.fma(x1, c12x);
                c13x = f13.fma(x0, c13x);
                FloatVector f14 = broadcast(SPECIES, a[at + r + 14 * PANEL]);
                c12x = f14.fma(x2, c12x);
                c13x = f14.fma(x1, c13x);
                c14x = f14.fma(x0, c14x);
                FloatVector f15 = broadcast(SPECIES, a[at + r + 15 * PANEL]);
                c13x = f15.fma(x2, c13x);
                c14x = f15.fma(x1, c14x);
                c15x = f15.fma(x0, c15x);
                FloatVector f16 = broadcast(SPECIES, a[at + r + 16 * PANEL]);
                c14x = f16.fma(x2, c14x);
                c15x = f16.fma(x1, c15x);
                c16x = f16.fma(x0, c16x);
                FloatVector f17 = broadcast(SPECIES, a[at + r + 17 * PANEL]);
                c15x = f17.fma(x2, c15x);
                c16x = f17.fma(x1, c16x);
                c17x = f17.fma(x0, c17x);
                FloatVector f18 = broadcast(SPECIES, a[at + r + 18 * PANEL]);
                c16x = f18.fma(x2, c16x);
                c17x = f18.fma(x1, c17x);
                c18x = f18.fma(x0, c18x);
                FloatVector f19 = broadcast(SPECIES, a[at + r + 19 * PANEL]);
                c17x = f19.fma(x2, c17x);
                c18x = f19.fma(x1, c18x);
                c19x = f19.fma(x0, c19x);
                FloatVector f20 = broadcast(SPECIES, a[at + r + 20 * PANEL]);
                c18x = f20.fma(x2, c18x);
                c19x = f20.fma(x1, c19x);
                FloatVector f21 = broadcast(SPECIES, a[at + r + 21 * PANEL]);
                c19x = f21.fma(x2, c19x);
            }
        }
        c0x.intoArray(c, cAt);
        c1x.intoArray(c, cAt + PANEL);
        c2x.intoArray(c, cAt + 2 * PANEL);
        c3x.intoArray(c, cAt + 3 * PANEL);
        c4x.intoArray(c, cAt + 4 * PANEL);
        c5x.intoArray(c, cAt + 5 * PANEL);
        c6x.intoArray(c, cAt + 6 * PANEL);
        c7x.intoArray(c, cAt + 7 * PANEL);
        c8x.intoArray(c, cAt + 8 * PANEL);
        c9x.intoArray(c, cAt + 9 * PANEL);
        c10x.intoArray(c, cAt + 10 * PANEL);
        c11x.intoArray(c, cAt + 11 * PANEL);
        c12x.intoArray(c, cAt + 12 * PANEL);
        c13x.intoArray(c, cAt + 13 * PANEL);
        c14x.intoArray(c, cAt + 14 * PANEL);
        c15x.intoArray(c, cAt + 15 * PANEL);
        c16x.intoArray(c, cAt + 16 * PANEL);
        c17x.intoArray(c, cAt + 17 * PANEL);
        c18x.intoArray(c, cAt + 18 * PANEL);
        c19x.intoArray(c, cAt + 19 * PANEL);
    }
}
