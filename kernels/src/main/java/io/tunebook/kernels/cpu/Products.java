package io.tunebook.kernels.cpu;

/// Matrix products of 16 columns at a time. Every element of a result is one chain of fused
/// multiply-adds in the order of the summed index, so that every implementation gives the same
/// bits.
///
/// Matrices are in panels of 16 columns, in which rows of 16 adjacent floats follow each other. All
/// offsets and distances count floats.
interface Products {

    /// The multiple that the rows of a product are rounded up to.
    int ROWS = 4;

    /// `c[i][j] = s[i][j] + sum over k of a[i][k] b[k][j]`, `i < rows` rounded up to 4, `j < 16
    /// panels`, `k < length`.
    ///
    /// Element (i, k) of `a` is at `aAt + starts[first + k / 16] + k % 16 + 16 i`: sixteen terms of
    /// a row are adjacent, and the next sixteen anywhere, in the next panel of a dense layer's
    /// inputs or at the next tap of a convolution. Panels of `b`, `s` and `c` are `bPanel`,
    /// `sPanel` and `cPanel` apart; the rows of the initial values `s` are `sRow` apart (0: every
    /// row has the same initial values). `c` and `s` may be the same.
    void product(
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
            int panels);

    /// `c[i][j] = s[j] + sum over k, and for each k over t from 0 to 2, of a[i + t][k] b[t][k][j]`,
    /// `i < rows` rounded up to 4, `j < 16 panels`, `k < length`, a multiple of 16: a convolution
    /// along a line with a kernel of 3, which uses each number of `a` for three pixels.
    ///
    /// Element (i, k) of `a` is at `aAt + starts[k / 16] + k % 16 + 16 i`; the matrices of `b` are
    /// `bTap` apart; the rest as for [#product].
    void threeTaps(
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
            int panels);

    /// `c[i][j] = s[i][j] + sum over r of a[r][i] b[r][j]`, `i < rows`, `j < 16 panels`, `r <
    /// length`.
    ///
    /// Element (r, i) of `a` is at `aAt + 16 r + i`. `rows` is a multiple of 4, at most 16; the
    /// rest as for [#product].
    void transposed(
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
            int panels);

    /// `sums[16 p + j] += sum over r of values[at + p panel + 16 r + j]`, `p < panels`, `j < 16`,
    /// `r < length`, r in order.
    void addRows(float[] values, int at, int panel, int panels, int length, float[] sums);

    /// The chains of [#squares] for each lane: as many hide the latency of an addition.
    int CHAINS = 4;

    /// The sum of the squares of `values[from .. to)`, a multiple of 16: for each lane of sixteen
    /// four interleaved chains in float, of which the first ends with the sixteens after a multiple
    /// of four, added up in double.
    double squares(float[] values, int from, int to);

    /// The largest of `values[at .. at + count)`, `count <= 16`; NaN if one of them is.
    float largest(float[] values, int at, int count);

    /// `results[at + j] = e^(values[at + j] - shift)` for `j < 16`, as [Exponential#exp].
    void exponentials(float[] values, float shift, float[] results, int at);

    /// `values[at + j] = (values[at + j] / sum - target) share` for `j < count`, 0 for the rest of
    /// sixteen.
    void shares(float[] values, int at, int count, float sum, float target, float share);

    /// `to[toAt + 16 j + i] = from[at + 16 i + j]` for `i < 16`, `j < 16`.
    void transpose(float[] from, int at, float[] to, int toAt);

    /// Copies `count` rows of 16 floats, which are `fromStep` apart, to rows that are `toStep`
    /// apart.
    void copyRows(
            float[] from, int fromAt, int fromStep, float[] to, int toAt, int toStep, int count);

    /// `values[i] = max(0, values[i])` for `from <= i < to`.
    void relu(float[] values, int from, int to);

    /// Sets `gradient[i]` to 0 where `outputs[i]` is not above 0, `from <= i < to`. Without
    /// branches: the signs of outputs cannot be predicted.
    void reluGradient(float[] outputs, float[] gradient, int from, int to);

    /// Sets numbers of `values[from .. to)`, a multiple of 16, whose size is below `smallest` to 0.
    void flush(float[] values, int from, int to, float smallest);

    /// A readable description of the implementation.
    String description();

    /// The fastest implementation that this JVM can run: vectors if it has the module
    /// `jdk.incubator.vector`.
    static Products fastest() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorProducts() : new PlainProducts();
    }
}
