package io.tunebook.server.playbook.analysis;

import io.tunebook.server.playbook.analysis.RegressionTree.Leaf;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// The exact decomposition of the variance of a tree's prediction over the unit cube, from its
/// leaves (Hutter et al. 2014, section 3).
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

    /// The bounds of the leaves along a coordinate, including 0 and 1.
    private static double[] cuts(List<Leaf> leaves, int c) {
        TreeSet<Double> cuts = new TreeSet<>(List.of(0.0, 1.0));
        leaves.forEach(l -> cuts.add(l.low()[c]));
        return cuts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /// The mean prediction between each two cuts, over all other coordinates.
    private static double[] marginal(List<Leaf> leaves, int a, double[] cuts) {
        double[] marginal = new double[cuts.length - 1];
        // A leaf's part is added where it begins and subtracted where it ends; then summed up.
        for (Leaf leaf : leaves) {
            double part = volume(leaf, a, -1) * leaf.value();
            marginal[place(cuts, leaf.low()[a])] += part;
            int end = place(cuts, leaf.high()[a]);
            if (end < marginal.length) {
                marginal[end] -= part;
            }
        }
        for (int i = 1; i < marginal.length; i++) {
            marginal[i] += marginal[i - 1];
        }
        return marginal;
    }

    private static double together(
            List<Leaf> leaves, int a, int b, double[] first, double[] second, double mean) {
        double[][] marginal = new double[first.length][second.length];
        for (Leaf leaf : leaves) {
            double part = volume(leaf, a, b) * leaf.value();
            int left = place(first, leaf.low()[a]);
            int right = place(first, leaf.high()[a]);
            int low = place(second, leaf.low()[b]);
            int high = place(second, leaf.high()[b]);
            marginal[left][low] += part;
            marginal[right][low] -= part;
            marginal[left][high] -= part;
            marginal[right][high] += part;
        }
        summed(marginal);
        double variance = 0;
        for (int i = 0; i < first.length - 1; i++) {
            for (int j = 0; j < second.length - 1; j++) {
                variance +=
                        (first[i + 1] - first[i])
                                * (second[j + 1] - second[j])
                                * square(marginal[i][j] - mean);
            }
        }
        return variance;
    }

    /// Turns differences at the corners of boxes into the sums within them.
    private static void summed(double[][] cells) {
        for (double[] row : cells) {
            for (int j = 1; j < row.length; j++) {
                row[j] += row[j - 1];
            }
        }
        for (int i = 1; i < cells.length; i++) {
            for (int j = 0; j < cells[i].length; j++) {
                cells[i][j] += cells[i - 1][j];
            }
        }
    }

    private static int place(double[] cuts, double at) {
        return Arrays.binarySearch(cuts, at);
    }

    /// The volume of the leaf's box without the coordinates `a` and `b`.
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
