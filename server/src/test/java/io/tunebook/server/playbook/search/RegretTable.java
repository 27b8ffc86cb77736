package io.tunebook.server.playbook.search;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The regret of each algorithm on each landscape after 60 trials, over 20 seeds, on the standard
/// output; docs/search.md contains the table and the command.
final class RegretTable {
    private RegretTable() {}

    public static void main(String[] args) {
        for (Landscapes f : Landscapes.values()) {
            for (Algorithm.Kind kind :
                    List.of(
                            Algorithm.Kind.RANDOM,
                            Algorithm.Kind.HALTON,
                            Algorithm.Kind.SOBOL,
                            Algorithm.Kind.BAYESIAN)) {
                double[] regrets = new double[20];
                long began = System.nanoTime();
                for (int seed = 0; seed < 20; seed++) {
                    regrets[seed] = regret(f, new Algorithm(kind, seed), 60);
                }
                Arrays.sort(regrets);
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %-9s median %.3g  quartiles %.3g to %.3g  (%.1f s)%n",
                        f,
                        kind,
                        (regrets[9] + regrets[10]) / 2,
                        regrets[5],
                        regrets[14],
                        (System.nanoTime() - began) / 1e9);
            }
        }
    }

    static double regret(Landscapes f, Algorithm algorithm, int trials) {
        Search search = new Search(f.space(), algorithm, trials);
        List<Observation> known = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < trials; i++) {
            Configuration c = search.point(i, known);
            double value = f.value(c);
            known.add(new Observation.Measured(c, value));
            best = Math.min(best, value);
        }
        return best - f.lowest;
    }
}
