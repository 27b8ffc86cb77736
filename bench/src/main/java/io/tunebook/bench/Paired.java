package io.tunebook.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Two rates measured alternately, so that other load of the machine affects both.
final class Paired {
    private final List<Double> ours = new ArrayList<>();
    private final List<Double> theirs = new ArrayList<>();

    /// Does some work and returns its rate per second.
    interface Rate {
        double measure() throws Exception;
    }

    /// @param rounds after one warm-up round
    static Paired of(int rounds, Rate us, Rate them) throws Exception {
        Paired paired = new Paired();
        for (int round = -1; round < rounds; round++) {
            boolean first = round % 2 == 0;
            double a = first ? us.measure() : 0;
            double b = them.measure();
            a = first ? a : us.measure();
            if (round >= 0) {
                paired.ours.add(a);
                paired.theirs.add(b);
            }
        }
        return paired;
    }

    double ours() {
        return median(ours);
    }

    double theirs() {
        return median(theirs);
    }

    /// The median of the rounds' ratios.
    double ratio() {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        return median(ratios);
    }

    static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int n = sorted.size();
        return n % 2 == 1 ? sorted.get(n / 2) : (sorted.get(n / 2 - 1) + sorted.get(n / 2)) / 2;
    }
}
