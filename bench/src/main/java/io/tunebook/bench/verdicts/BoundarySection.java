package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Domain;
import io.tunebook.server.playbook.analysis.Boundary;
import io.tunebook.server.playbook.analysis.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// PB-25: is the search range large enough?
final class BoundarySection implements Section {
    private static final int DRAWS = 1000;
    private static final int CURVE_DRAWS = 400;
    private static final int[] TRIALS = {24, 60};

    /// The sides on which the optimum lies at an edge: -1 lower, 1 upper, 0 neither.
    private record Case(Bowl bowl, int[] sides) {}

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        long seed = settings.seed();
        for (int trials : TRIALS) {
            for (int dimensions : new int[] {1, 2, 4, 6, 10}) {
                for (double noise : new double[] {0, 0.1}) {
                    rows.accept(
                            rate(
                                            settings,
                                            seed++,
                                            r ->
                                                    anyEdge(
                                                            inside(dimensions, r)
                                                                    .trials(trials, noise, r)))
                                    .atMost(
                                            "PB-25 false alarm, %s, %d trials%s"
                                                    .formatted(
                                                            dimensions(dimensions),
                                                            trials,
                                                            noise(noise)),
                                            5));
                }
            }
            rows.accept(
                    rate(settings, seed++, r -> anyEdge(integers(r).trials(trials, 0.1, r)))
                            .atMost(
                                    "PB-25 false alarm, irrelevant int 1..4 and 1..2, %d trials, noise"
                                            .formatted(trials),
                                    5));
            rows.accept(
                    rate(settings, seed++, r -> anyEdge(pureNoise(r).trials(trials, 1, r)))
                            .atMost(
                                    "PB-25 false alarm, 6 irrelevant dimensions, %d trials"
                                            .formatted(trials),
                                    5));
        }
        for (int trials : TRIALS) {
            found(
                    settings,
                    rows,
                    "one of 6 dimensions at an edge",
                    0,
                    1,
                    trials,
                    0,
                    trials == 24 ? 55 : 90,
                    seed++);
            found(
                    settings,
                    rows,
                    "one of 6 dimensions at an edge",
                    0,
                    1,
                    trials,
                    0.1,
                    trials == 24 ? 45 : 85,
                    seed++);
            found(
                    settings,
                    rows,
                    "6 of 6 dimensions at an edge",
                    0,
                    6,
                    trials,
                    0,
                    trials == 24 ? 55 : 90,
                    seed++);
            found(settings, rows, "6 of 6 dimensions at an edge", 0, 6, trials, 0.1, 0, seed++);
            for (double at : new double[] {0.05, 0.1, 0.15, 0.2, 0.25, 0.3, -0.2}) {
                found(settings, rows, "one of 6 dimensions at " + at, at, 1, trials, 0, 0, seed++);
            }
        }
    }

    private static void found(
            Settings settings,
            Consumer<Row> rows,
            String what,
            double at,
            int edges,
            int trials,
            double noise,
            double bar,
            long seed) {
        Rate rate =
                Rate.of(
                        settings.draws(bar > 0 ? DRAWS : CURVE_DRAWS),
                        seed,
                        r -> {
                            Case c = atEdge(6, edges, at, r);
                            return named(c, c.bowl.trials(trials, noise, r));
                        });
        String name = "PB-25 found, %s, %d trials%s".formatted(what, trials, noise(noise));
        rows.accept(bar > 0 ? rate.atLeast(name, bar) : rate.plain(name));
    }

    private static Rate rate(Settings settings, long seed, Predicate<SplittableRandom> isSo) {
        return Rate.of(settings.draws(DRAWS), seed, isSo);
    }

    private static String dimensions(int n) {
        return n == 1 ? "1 dimension" : n + " dimensions";
    }

    private static String noise(double noise) {
        return noise == 0 ? "" : ", noise";
    }

    private static boolean anyEdge(Sample sample) {
        return Boundary.edges(sample).stream().anyMatch(Boundary.Edge::tooNarrow);
    }

    private static boolean named(Case c, Sample sample) {
        return Boundary.edges(sample).stream()
                .filter(Boundary.Edge::tooNarrow)
                .anyMatch(e ->
                        c.sides[Integer.parseInt(e.parameter().name().substring(1))]
                                == (e.upper() ? 1 : -1));
    }

    /// The optimum well inside; a third of the dimensions irrelevant.
    private static Bowl inside(int dimensions, SplittableRandom random) {
        double[] optimum = random.doubles(dimensions, 0.3, 0.7).toArray();
        double[] weight = random.doubles(dimensions, 0.2, 1).toArray();
        for (int d = 1; d < dimensions; d++) {
            weight[d] *= random.nextInt(3) == 0 ? 0 : 1;
        }
        return new Bowl(Bowl.ranges(dimensions), optimum, weight);
    }

    /// Two relevant ranges beside two irrelevant integers.
    private static Bowl integers(SplittableRandom random) {
        List<Domain> domains = new ArrayList<>(Bowl.ranges(2));
        domains.add(new Domain.Int(1, 4));
        domains.add(new Domain.Int(1, 2));
        return new Bowl(domains, random.doubles(4, 0.3, 0.7).toArray(), new double[] {1, 1, 0, 0});
    }

    private static Bowl pureNoise(SplittableRandom random) {
        return new Bowl(Bowl.ranges(6), random.doubles(6, 0.3, 0.7).toArray(), new double[6]);
    }

    /// @param at the distance of the optimum from an end; negative beyond it
    private static Case atEdge(int dimensions, int edges, double at, SplittableRandom random) {
        double[] optimum = random.doubles(dimensions, 0.3, 0.7).toArray();
        double[] weight = new double[dimensions];
        Arrays.fill(weight, 1);
        int[] sides = new int[dimensions];
        int first = random.nextInt(dimensions);
        for (int i = 0; i < edges; i++) {
            int d = (first + i) % dimensions;
            boolean upper = random.nextBoolean();
            sides[d] = upper ? 1 : -1;
            optimum[d] = upper ? 1 - at : at;
        }
        return new Case(new Bowl(Bowl.ranges(dimensions), optimum, weight), sides);
    }
}
