package io.tunebook.kernels.cpu;

/// Matrix products that add to what is there. Every element of the result is one chain of fused
/// multiply-adds in the order of the summed index, so that every implementation gives the same
/// bits.
interface Products {

    /// `c[i][j] += sum over k of a[i][k] b[k][j]`, k in order over all of `a`'s padded columns.
    ///
    /// Shapes: a `[m][n]`, b `[n][p]`, c `[m][p]`. Only the first `rows` rows of `a` and `c` take
    /// part, rounded up to 16.
    void addProduct(Matrix a, Matrix b, Matrix c, int rows);

    /// `c[i][j] += sum over r of a[r][i] b[r][j]`, r in order over the first `rows` rows of `a` and
    /// `b`.
    ///
    /// Shapes: a `[m][n]`, b `[m][p]`, c `[n][p]`.
    void addTransposedProduct(Matrix a, Matrix b, Matrix c, int rows);

    /// How it computes, for people to read.
    String description();

    /// The fastest that this JVM can run: vectors where the module `jdk.incubator.vector` was added
    /// to it.
    static Products fastest() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return vectors ? new VectorProducts() : new PlainProducts();
    }
}
