package io.tunebook.kernels.cpu;

/// Matrix products in pieces of 16 columns. Every element of a result is one chain of fused
/// multiply-adds in the order of the summed index, so that every implementation gives the same
/// bits.
///
/// All offsets and strides count floats. Neighbouring rows of `a` may overlap (`aRow` less than
/// `length`): that is how a line of a convolution is a product.
interface Products {

    /// What the rows of a product are rounded up to.
    int ROWS = 4;

    /// `c[i][j] = s[i][j] + sum over k of a[i][k] b[k][j]`, `i < rows` rounded up to 4, `j < 16`,
    /// `k < length`.
    ///
    /// Element (i, k) of `a` is at `aAt + i aRow + k`; rows of `b` are 16 apart, those of `c` and
    /// of the start `s` `cRow` and `sRow` (0: every row starts alike). `c` and `s` may be the same.
    void product(
            float[] a,
            int aAt,
            int aRow,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow,
            int rows);

    /// `c[i][j] = s[i][j] + sum over r of a[r][i] b[r][j]`, `i < rows`, `j < 16`, `r < length`.
    ///
    /// Element (r, i) of `a` is at `aAt + 16 r + i`, (r, j) of `b` at `bAt + 16 r + j`. `rows` is a
    /// multiple of 4, at most 16; rows of `c` are `cRow` apart, those of `s` `sRow`. `c` and `s`
    /// may be the same.
    void transposed(
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int length,
            float[] s,
            int sAt,
            int sRow,
            float[] c,
            int cAt,
            int cRow,
            int rows);

    /// `sums[j] += sum over r of values[at + r step + j]`, `j < 16`, `r < length`, r in order.
    void addRows(float[] values, int at, int step, int length, float[] sums);

    /// The sum of the squares of `values[from .. to)`, a multiple of 16: sixteen interleaved chains
    /// in float, added up in double.
    double squares(float[] values, int from, int to);

    /// How it computes, for people to read.
    String description();

    /// The fastest that this JVM can run: vectors where the module `jdk.incubator.vector` was added
    /// to it.
    static Products fastest() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorProducts() : new PlainProducts();
    }
}
