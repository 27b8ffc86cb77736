package io.tunebook.server.playbook.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Chooses the trials that a model is made from, so that its time is bounded.
///
/// They are chosen by order and place, not by value: the lowest of many noisy values are too low.
final class Nearby {
    /// The time of a fit grows with the cube of its points.
    static final int MAX_FIT = 120;

    /// The maximum number of points of a model.
    static final int MAX_MODEL = 240;

    private Nearby() {}

    /// @return the numbers of at most `count` of `n` points, evenly, with the newest
    static List<Integer> spread(int n, int count) {
        List<Integer> chosen = new ArrayList<>();
        int size = Math.min(n, count);
        for (int i = 0; i < size; i++) {
            chosen.add((int) ((i + 1L) * n / size) - 1);
        }
        return chosen;
    }

    /// @return the numbers of at most [#MAX_MODEL] points: half of them spread, the others the
    ///   nearest to a centre
    static List<Integer> around(
            double[] centre, double[][] x, GaussianProcess.Distance distance, Matern kernel) {
        if (x.length <= MAX_MODEL) {
            return spread(x.length, x.length);
        }
        TreeSet<Integer> chosen = new TreeSet<>(spread(x.length, MAX_MODEL / 2));
        double[] away = new double[x.length];
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            away[i] = kernel.distance(x[i], centre, distance);
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(i -> away[i]));
        for (int i = 0; chosen.size() < MAX_MODEL; i++) {
            chosen.add(order.get(i));
        }
        return List.copyOf(chosen);
    }

    static double[][] points(double[][] x, List<Integer> chosen) {
        return chosen.stream().map(i -> x[i]).toArray(double[][]::new);
    }

    static double[] values(double[] y, List<Integer> chosen) {
        return chosen.stream().mapToDouble(i -> y[i]).toArray();
    }
}
