package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Objective;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.playbook.analysis.ExpectedBest;
import io.tunebook.server.playbook.analysis.NextBest;
import io.tunebook.server.playbook.search.Sampler;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// PB-59: the band of the expected best, and the prediction for as many trials again.
final class ExpectedBestSection implements Section {
    private static final Objective ERROR =
            new Objective("validation/error", Objective.Direction.MINIMIZE);
    private static final int[] TRIALS = {12, 24, 60};
    private static final int[] DIMENSIONS = {1, 2, 3, 4, 6};
    private static final double[] NOISES = {0, 0.1, 0.5};
    private static final int POPULATION = 20_000;

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        for (int trials : TRIALS) {
            simulated(settings, trials, rows);
        }
        if (settings.data() != null) {
            for (String model : List.of("deberta-base", "deberta-v3-base")) {
                RealErrors errors = RealErrors.of(settings.data(), model);
                for (int trials : TRIALS) {
                    real(settings, model, errors, trials, rows);
                }
            }
        }
    }

    private static void real(
            Settings settings, String model, RealErrors errors, int trials, Consumer<Row> rows) {
        int draws = settings.draws(1_000);
        String of = ", %d of 1,024 real trials of %s".formatted(trials, model);
        rows.accept(
                Rate.of(
                                draws,
                                settings.seed() + trials,
                                r -> holds(expected(errors.draw(trials, r)), errors::quantile))
                        .atLeast("PB-59 band holds the whole curve" + of, 95));
        Rate held =
                Rate.of(
                        draws,
                        settings.seed() - trials,
                        r -> {
                            double[] all = errors.draw(2 * trials, r);
                            return predicted(
                                    Arrays.copyOf(all, trials),
                                    Arrays.copyOfRange(all, trials, 2 * trials));
                        });
        between(held, "PB-59 prediction holds" + of, rows);
    }

    private static void simulated(Settings settings, int trials, Consumer<Row> rows) {
        rows.accept(
                Rate.of(
                                settings.draws(1_000),
                                settings.seed() + 3L * trials,
                                r -> {
                                    QuadraticSearch loss =
                                            function(
                                                    r.nextInt(DIMENSIONS.length * NOISES.length),
                                                    r);
                                    double[] population = losses(loss, POPULATION, r);
                                    Arrays.sort(population);
                                    return holds(
                                            expected(losses(loss, trials, r)),
                                            q -> population[(int) (q * POPULATION)]);
                                })
                        .atLeast(
                                "PB-59 band holds the whole curve, %d trials, quadratics"
                                        .formatted(trials),
                                95));
        for (Algorithm.Kind kind : List.of(Algorithm.Kind.RANDOM, Algorithm.Kind.HALTON)) {
            List<Rate> rates =
                    IntStream.range(0, DIMENSIONS.length * NOISES.length)
                            .mapToObj(f ->
                                    Rate.of(
                                            settings.draws(1_500),
                                            settings.seed() + 31L * f + trials,
                                            r -> predicted(kind, f, trials, r)))
                            .toList();
            String of = ", %d trials by %s, ".formatted(trials, kind);
            Rate least =
                    rates.stream()
                            .min(java.util.Comparator.comparingDouble(Rate::share))
                            .orElseThrow();
            Rate most =
                    rates.stream()
                            .max(java.util.Comparator.comparingDouble(Rate::share))
                            .orElseThrow();
            rows.accept(
                    least.atLeast(
                            "PB-59 prediction holds" + of + "the least of 15 quadratics", 85));
            String name = "PB-59 prediction holds" + of + "the most of 15 quadratics";
            // Without noise and in one dimension the next points of a Halton sequence only fill the
            // gaps between the first, so nearly all gains are smaller than those of random points.
            rows.accept(kind == Algorithm.Kind.RANDOM ? most.atMost(name, 95) : most.plain(name));
        }
    }

    private static void between(Rate held, String name, Consumer<Row> rows) {
        rows.accept(held.atLeast(name + ", at least", 85));
        rows.accept(held.atMost(name + ", at most", 95));
    }

    private static QuadraticSearch function(int f, SplittableRandom random) {
        return QuadraticSearch.random(
                DIMENSIONS[f / NOISES.length], NOISES[f % NOISES.length], random);
    }

    private static double[] losses(QuadraticSearch loss, int n, SplittableRandom random) {
        return DoubleStream.generate(() -> loss.draw(random)).limit(n).toArray();
    }

    private static boolean predicted(
            Algorithm.Kind kind, int f, int trials, SplittableRandom random) {
        QuadraticSearch loss = function(f, random);
        int dimensions = loss.optimum().length;
        Sampler sampler =
                new Sampler(
                        QuadraticSearch.space(dimensions),
                        new Algorithm(kind, random.nextLong()),
                        trials);
        double[] all =
                IntStream.range(0, 2 * trials)
                        .mapToObj(i ->
                                QuadraticSearch.point(
                                        sampler.configuration(i).values(), dimensions))
                        .mapToDouble(x -> loss.at(x, random))
                        .toArray();
        return predicted(Arrays.copyOf(all, trials), Arrays.copyOfRange(all, trials, 2 * trials));
    }

    private static boolean predicted(double[] known, double[] next) {
        NextBest interval = expected(known).doubling();
        double gain =
                Math.max(
                        0,
                        Arrays.stream(known).min().orElseThrow()
                                - Arrays.stream(next).min().orElseThrow());
        return interval != null && gain >= interval.low() && gain <= interval.high();
    }

    private static ExpectedBest expected(double[] errors) {
        SearchSpace space = QuadraticSearch.space(1);
        SimulatedStudy study = SimulatedStudy.of(ERROR, space, errors.length);
        for (double error : errors) {
            study.completed("s", QuadraticSearch.values(new double[] {0.5}), error);
        }
        return ExpectedBest.of(study.sample("s"));
    }

    /// Whether the band holds the population's curve at every number of trials.
    private static boolean holds(ExpectedBest best, DoubleUnaryOperator quantile) {
        return best.points().stream()
                .allMatch(p -> {
                    double truth = quantile.applyAsDouble(1 - Math.pow(0.5, 1.0 / p.budget()));
                    Double low = p.low();
                    Double high = p.high();
                    return (low == null || low <= truth) && (high == null || truth <= high);
                });
    }
}
