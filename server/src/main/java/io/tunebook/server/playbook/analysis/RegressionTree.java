package io.tunebook.server.playbook.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// A regression tree over the unit cube, as a list of its leaves: L. Breiman et al.,
/// "Classification and Regression Trees" (1984). Every split minimizes the squared error.
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
        int[] rows = random.ints(y.length, 0, y.length).toArray();
        int[][] orders = new int[d][];
        for (int c = 0; c < d; c++) {
            orders[c] = sorted(x, c, rows);
        }
        tree.grow(orders, low, high);
        return tree.leaves;
    }

    /// The rows sorted by their coordinate `c`.
    private static int[] sorted(double[][] x, int c, int[] rows) {
        return Arrays.stream(rows)
                .boxed()
                .sorted(Comparator.comparingDouble(r -> x[r][c]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /// @param orders the rows of the box, once for each coordinate, sorted by it
    private void grow(int[][] orders, double[] low, double[] high) {
        int[] rows = orders[0];
        Split split = rows.length < 2 ? null : best(orders);
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
        grow(part(orders, r -> x[r][c] < split.at()), low, middle);
        grow(part(orders, r -> x[r][c] >= split.at()), other, high);
    }

    /// A subset of the rows, in the same orders.
    private static int[][] part(int[][] orders, IntPredicate in) {
        return Arrays.stream(orders)
                .map(rows -> Arrays.stream(rows).filter(in).toArray())
                .toArray(int[][]::new);
    }

    private record Split(int coordinate, double at, double gain) {}

    /// The split that reduces the squared error most; null when all values are equal or no
    /// coordinate separates them.
    private @Nullable Split best(int[][] orders) {
        int n = orders[0].length;
        double total = 0;
        for (int r : orders[0]) {
            total += y[r];
        }
        double parent = total * total / n;
        Split best = null;
        for (int c = 0; c < orders.length; c++) {
            int[] rows = orders[c];
            double left = 0;
            for (int i = 1; i < n; i++) {
                left += y[rows[i - 1]];
                double before = x[rows[i - 1]][c];
                double after = x[rows[i]][c];
                if (before < after) {
                    double right = total - left;
                    double gain = left * left / i + right * right / (n - i) - parent;
                    if (gain > 1e-12 && (best == null || gain > best.gain())) {
                        best = new Split(c, (before + after) / 2, gain);
                    }
                }
            }
        }
        return best;
    }
}
