package io.tunebook.server.analysis;

import io.tunebook.server.analysis.RegressionTree.Leaf;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// How the variance of a tree's prediction over the unit cube comes apart: exactly, from its leaves
/// (Hutter et al. 2014, section 3).
///
/// @param total over the cube
/// @param single what each coordinate explains alone
/// @param pairs what each pair `a < b` explains together, beyond what each does alone
record Variances(double total, double[] single, double[][] pairs) {
    static Variances of(List<Leaf> leaves, int d) {
        double mean = 0;
        for (Leaf leaf : leaves) {
            mean += volume(leaf, -1, -1) * leaf.value();
        }
        double total = 0;
        for (Leaf leaf : leaves) {
            total += volume(leaf, -1, -1) * square(leaf.value() - mean);
        }
        double[][] cuts = new double[d][];
        for (int c = 0; c < d; c++) {
            cuts[c] = cuts(leaves, c);
        }
        double[] single = new double[d];
        double[][] pairs = new double[d][d];
        for (int a = 0; a < d; a++) {
            double[] marginal = marginal(leaves, a, cuts[a]);
            for (int i = 0; i < marginal.length; i++) {
                single[a] += (cuts[a][i + 1] - cuts[a][i]) * square(marginal[i] - mean);
            }
        }
        for (int a = 0; a < d; a++) {
            for (int b = a + 1; b < d; b++) {
                double together = together(leaves, a, b, cuts[a], cuts[b], mean);
                pairs[a][b] = Math.max(0, together - single[a] - single[b]);
            }
        }
        return new Variances(total, single, pairs);
    }

    /// Where the leaves begin and end along a coordinate, 0 and 1 included.
    private static double[] cuts(List<Leaf> leaves, int c) {
        TreeSet<Double> cuts = new TreeSet<>(List.of(0.0, 1.0));
        leaves.forEach(l -> cuts.add(l.low()[c]));
        return cuts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// The mean prediction between each two cuts, over all other coordinates.
    private static double[] marginal(List<Leaf> leaves, int a, double[] cuts) {
        double[] marginal = new double[cuts.length - 1];
        for (Leaf leaf : leaves) {
            double part = volume(leaf, a, -1) * leaf.value();
            for (int i = place(cuts, leaf.low()[a]); i < place(cuts, leaf.high()[a]); i++) {
                marginal[i] += part;
            }
        }
        return marginal;
    }

    private static double together(
            List<Leaf> leaves, int a, int b, double[] first, double[] second, double mean) {
        double[][] marginal = new double[first.length - 1][second.length - 1];
        for (Leaf leaf : leaves) {
            double part = volume(leaf, a, b) * leaf.value();
            int to = place(second, leaf.high()[b]);
            for (int i = place(first, leaf.low()[a]); i < place(first, leaf.high()[a]); i++) {
                for (int j = place(second, leaf.low()[b]); j < to; j++) {
                    marginal[i][j] += part;
                }
            }
        }
        double variance = 0;
        for (int i = 0; i < marginal.length; i++) {
            for (int j = 0; j < marginal[i].length; j++) {
                variance +=
                        (first[i + 1] - first[i])
                                * (second[j + 1] - second[j])
                                * square(marginal[i][j] - mean);
            }
        }
        return variance;
    }

    private static int place(double[] cuts, double at) {
        return Arrays.binarySearch(cuts, at);
    }

    /// Of the leaf's box, the coordinates `a` and `b` left out.
    private static double volume(Leaf leaf, int a, int b) {
        double volume = 1;
        for (int c = 0; c < leaf.low().length; c++) {
            volume *= c == a || c == b ? 1 : leaf.high()[c] - leaf.low()[c];
        }
        return volume;
    }

    private static double square(double x) {
        return x * x;
    }
}
