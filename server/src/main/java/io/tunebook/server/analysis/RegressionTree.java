package io.tunebook.server.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// A regression tree over the unit cube, as a list of its leaves: L. Breiman et al.,
/// "Classification and Regression Trees" (1984). Every split is the one that leaves the least
/// squared error.
final class RegressionTree {
    private final List<Leaf> leaves = new ArrayList<>();
    private final double[][] x;
    private final double[] y;

    /// A box `[low, high)` in which the prediction is one value.
    record Leaf(double[] low, double[] high, double value) {}

    private RegressionTree(double[][] x, double[] y) {
        this.x = x;
        this.y = y;
    }

    /// The leaves of a tree grown on a bootstrap sample, each split over all coordinates.
    ///
    /// @param x `n` points of `d` coordinates in `[0, 1]`
    /// @param y `n` values
    static List<Leaf> grown(double[][] x, double[] y, SplittableRandom random) {
        int d = x[0].length;
        RegressionTree tree = new RegressionTree(x, y);
        double[] low = new double[d];
        double[] high = new double[d];
        Arrays.fill(high, 1);
        tree.grow(random.ints(y.length, 0, y.length).toArray(), low, high);
        return tree.leaves;
    }

    private void grow(int[] rows, double[] low, double[] high) {
        Split split = rows.length < 2 ? null : best(rows);
        if (split == null) {
            leaves.add(
                    new Leaf(
                            low,
                            high,
                            Arrays.stream(rows).mapToDouble(r -> y[r]).average().orElse(0)));
            return;
        }
        int c = split.coordinate();
        double[] middle = high.clone();
        middle[c] = split.at();
        double[] other = low.clone();
        other[c] = split.at();
        grow(Arrays.stream(rows).filter(r -> x[r][c] < split.at()).toArray(), low, middle);
        grow(Arrays.stream(rows).filter(r -> x[r][c] >= split.at()).toArray(), other, high);
    }

    private record Split(int coordinate, double at, double gain) {}

    /// The split that takes most off the squared error; null when all values are alike or nothing
    /// tells them apart.
    private @org.jspecify.annotations.Nullable Split best(int[] rows) {
        double total = 0;
        for (int r : rows) {
            total += y[r];
        }
        double parent = total * total / rows.length;
        Split best = null;
        for (int c = 0; c < x[0].length; c++) {
            int coordinate = c;
            Integer[] sorted = Arrays.stream(rows).boxed().toArray(Integer[]::new);
            Arrays.sort(sorted, (a, b) -> Double.compare(x[a][coordinate], x[b][coordinate]));
            double left = 0;
            for (int i = 1; i < sorted.length; i++) {
                left += y[sorted[i - 1]];
                double before = x[sorted[i - 1]][c];
                double after = x[sorted[i]][c];
                if (before < after) {
                    double right = total - left;
                    double gain = left * left / i + right * right / (sorted.length - i) - parent;
                    if (gain > 1e-12 && (best == null || gain > best.gain())) {
                        best = new Split(c, (before + after) / 2, gain);
                    }
                }
            }
        }
        return best;
    }
}
