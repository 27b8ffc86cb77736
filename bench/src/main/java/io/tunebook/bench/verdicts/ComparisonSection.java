package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Fairness;
import io.tunebook.server.playbook.analysis.Finding;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.search.Sampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// PB-36: whether a difference between scientific values is real, and whether they were tuned
/// equally.
final class ComparisonSection implements Section {
    private static final Objective LOSS =
            new Objective("validation/loss", Objective.Direction.MINIMIZE);
    private static final String REAL = "Difference is real";
    private static final String UNEQUAL = "Tuned unequally";
    private static final int DRAWS = 2_000;
    private static final int DIMENSIONS = 6;
    private static final double NOISE = 0.7;
    private static final double SHIFT = 4;

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        isolation(settings, rows);
        curve(settings, rows);
        fairness(settings, rows);
        real(settings, rows);
    }

    private static void isolation(Settings settings, Consumer<Row> rows) {
        int draws = settings.draws(2 * DRAWS);
        for (int trials : new int[] {12, 24}) {
            for (int values = 2; values <= 5; values++) {
                int k = values;
                String of = ", %d values, %d trials each".formatted(values, trials);
                long seed = settings.seed() + 100L * trials + values;
                rows.accept(
                        Rate.of(draws, seed, r -> isReal(r, k, trials, DIMENSIONS, NOISE, 0))
                                .atMost("PB-36 real, false alarm" + of, 5));
                rows.accept(
                        Rate.of(
                                        draws / 4,
                                        -seed,
                                        r -> isReal(r, k, trials, DIMENSIONS, NOISE, SHIFT))
                                .atLeast("PB-36 real, found: 4 sd of the best" + of, 80));
            }
            rows.accept(
                    Rate.of(draws, settings.seed() + trials, r -> isTied(r, trials))
                            .atMost(
                                    "PB-36 real, false alarm, the best 2 of 5 values equal, %d trials each"
                                            .formatted(trials),
                                    5));
        }
    }

    /// The error rates around the bar: other functions, other differences.
    private static void curve(Settings settings, Consumer<Row> rows) {
        int draws = settings.draws(DRAWS / 2);
        for (int dimensions : new int[] {1, 2, 6}) {
            for (double noise : new double[] {0, 0.1, 0.5, 1}) {
                long seed = settings.seed() + 7L * dimensions + Math.round(10 * noise);
                String of =
                        ", %d dimensions, noise %s, 2 values, 12 trials each"
                                .formatted(dimensions, noise);
                rows.accept(
                        Rate.of(draws, seed, r -> isReal(r, 2, 12, dimensions, noise, 0))
                                .plain("PB-36 real, false alarm" + of));
                rows.accept(
                        Rate.of(draws, -seed, r -> isReal(r, 2, 12, dimensions, noise, SHIFT))
                                .plain("PB-36 real, found: 4 sd of the best" + of));
            }
        }
        rows.accept(
                Rate.of(draws, -settings.seed(), r -> isReal(r, 5, 12, DIMENSIONS, 0.1, SHIFT))
                        .plain(
                                "PB-36 real, found: 4 sd of the best, 6 dimensions, noise 0.1, 5 values, 12 trials each"));
        for (double shift : new double[] {1, 2, 3, 6}) {
            rows.accept(
                    Rate.of(
                                    draws,
                                    settings.seed() + Math.round(shift),
                                    r -> isReal(r, 2, 12, DIMENSIONS, NOISE, shift))
                            .plain(
                                    "PB-36 real, found: %.0f sd of the best, 2 values, 12 trials each"
                                            .formatted(shift)));
        }
    }

    private static boolean isReal(
            SplittableRandom random,
            int values,
            int trials,
            int dimensions,
            double noise,
            double shift) {
        QuadraticSearch loss = QuadraticSearch.random(dimensions, noise, random);
        double better = shift == 0 ? 0 : shift * loss.sdOfBest(trials, random);
        Finding found =
                compared(
                        IntStream.range(0, values)
                                .mapToObj(v -> losses(loss, trials, v == 0 ? -better : 0, random))
                                .toList());
        return found.label().equals(REAL)
                && (shift == 0 || found.sentence().startsWith("which = v0 "));
    }

    private static boolean isTied(SplittableRandom random, int trials) {
        QuadraticSearch loss = QuadraticSearch.random(DIMENSIONS, NOISE, random);
        return compared(
                        IntStream.range(0, 5)
                                .mapToObj(v -> losses(loss, trials, v < 2 ? 0 : 20, random))
                                .toList())
                .label()
                .equals(REAL);
    }

    private static double[] losses(
            QuadraticSearch loss, int trials, double more, SplittableRandom random) {
        return IntStream.range(0, trials).mapToDouble(i -> loss.draw(random) + more).toArray();
    }

    /// The finding on studies of one value each; NaN is an infeasible trial.
    private static Finding compared(List<double[]> losses) {
        SearchSpace space = QuadraticSearch.space(1);
        List<Value> values =
                IntStream.range(0, losses.size())
                        .mapToObj(v -> (Value) new Value.Text("v" + v))
                        .toList();
        SimulatedStudy round = round(new Domain.Categorical(values), space);
        for (int v = 0; v < losses.size(); v++) {
            String study = "s" + v;
            round.study(
                    study,
                    new Configuration(Map.of("which", values.get(v))),
                    space,
                    losses.get(v).length);
            for (double loss : losses.get(v)) {
                trial(round, study, QuadraticSearch.values(new double[] {0.5}), loss);
            }
        }
        return finding(round, IntStream.range(0, losses.size()).mapToObj(v -> "s" + v).toList());
    }

    private static SimulatedStudy round(Domain which, SearchSpace space) {
        List<Parameter> all = new ArrayList<>();
        all.add(Parameter.always("which", which));
        all.addAll(space.parameters());
        return new SimulatedStudy(LOSS, all, Set.of("which"));
    }

    private static void trial(
            SimulatedStudy round, String study, Map<String, Value> values, double loss) {
        if (Double.isNaN(loss)) {
            round.infeasible(study, values);
        } else {
            round.completed(study, values, loss);
        }
    }

    private static Finding finding(SimulatedStudy round, List<String> studies) {
        List<Sample> samples = studies.stream().map(round::sample).toList();
        return Fairness.of(round.round(), samples).getFirst();
    }

    private static void fairness(Settings settings, Consumer<Row> rows) {
        int draws = settings.draws(DRAWS / 2);
        long seed = settings.seed();
        for (int values : new int[] {2, 5}) {
            rows.accept(
                    Rate.of(draws, seed + values, r -> isUnequal(r, values, 24, 24))
                            .atMost(
                                    "PB-36 tuned unequally, false alarm, a study for each of %d values, half infeasible"
                                            .formatted(values),
                                    5));
            rows.accept(
                    Rate.of(draws, seed - values, r -> isUnequal(r, values, 12, 24))
                            .atLeast(
                                    "PB-36 tuned unequally, found: half the budget of the others, %d values"
                                            .formatted(values),
                                    95));
            for (Algorithm.Kind kind :
                    List.of(Algorithm.Kind.HALTON, Algorithm.Kind.SOBOL, Algorithm.Kind.RANDOM)) {
                for (int trials : new int[] {12, 24, 60}) {
                    rows.accept(
                            Rate.of(
                                            draws,
                                            seed + trials,
                                            r -> isUnequal(r, categories(values), kind, trials))
                                    .atMost(
                                            "PB-19 tuned unequally, false alarm, joint %s of %d values, %d trials"
                                                    .formatted(kind, values, trials),
                                            5));
                }
            }
        }
        rows.accept(
                Rate.of(
                                draws,
                                seed + 99,
                                r ->
                                        isUnequal(
                                                r,
                                                new Domain.Log(1e-4, 1),
                                                Algorithm.Kind.RANDOM,
                                                60))
                        .atMost(
                                "PB-19 tuned unequally, false alarm, joint RANDOM of a continuous hyperparameter, 60 trials",
                                5));
    }

    private static Domain categories(int values) {
        return new Domain.Categorical(
                IntStream.range(0, values).mapToObj(v -> (Value) new Value.Text("v" + v)).toList());
    }

    /// A study for each value, the first with another number of trials; half of the trials of the
    /// second are infeasible.
    private static boolean isUnequal(SplittableRandom random, int values, int first, int others) {
        return compared(
                        IntStream.range(0, values)
                                .mapToObj(v ->
                                        IntStream.range(0, v == 0 ? first : others)
                                                .mapToDouble(i ->
                                                        v == 1 && i > 0 && random.nextInt(2) == 0
                                                                ? Double.NaN
                                                                : random.nextGaussian())
                                                .toArray())
                                .toList())
                .label()
                .equals(UNEQUAL);
    }

    /// One study over the scientific and a nuisance hyperparameter; a third is infeasible.
    private static boolean isUnequal(
            SplittableRandom random, Domain which, Algorithm.Kind kind, int trials) {
        SearchSpace nuisance = QuadraticSearch.space(1);
        List<Parameter> all = new ArrayList<>(nuisance.parameters());
        all.addFirst(Parameter.always("which", which));
        SearchSpace space = new SearchSpace(all);
        SimulatedStudy round =
                round(which, nuisance).study("s", Configuration.EMPTY, space, trials);
        Sampler sampler = new Sampler(space, new Algorithm(kind, random.nextLong()), trials);
        for (int i = 0; i < trials; i++) {
            trial(
                    round,
                    "s",
                    new TreeMap<>(sampler.configuration(i).values()),
                    random.nextInt(3) == 0 ? Double.NaN : random.nextGaussian());
        }
        List<Finding> found = Fairness.of(round.round(), List.of(round.sample("s")));
        return !found.isEmpty() && found.getFirst().label().equals(UNEQUAL);
    }

    private static void real(Settings settings, Consumer<Row> rows) {
        if (settings.data() == null) {
            return;
        }
        RealErrors base = RealErrors.of(settings.data(), "deberta-base");
        RealErrors v3 = RealErrors.of(settings.data(), "deberta-v3-base");
        int draws = settings.draws(1_000);
        for (int trials : new int[] {12, 24}) {
            rows.accept(
                    Rate.of(
                                    draws,
                                    settings.seed() + trials,
                                    r -> {
                                        Finding f =
                                                compared(
                                                        List.of(
                                                                v3.draw(trials, r),
                                                                base.draw(trials, r)));
                                        return f.label().equals(REAL)
                                                && f.sentence().startsWith("which = v0 ");
                                    })
                            .atLeast(
                                    "PB-36 real, found: DeBERTaV3 against DeBERTa, %d real trials each"
                                            .formatted(trials),
                                    95));
            rows.accept(
                    Rate.of(
                                    draws,
                                    settings.seed() + trials,
                                    r -> {
                                        double[] both = base.draw(2 * trials, r);
                                        return compared(
                                                        List.of(
                                                                Arrays.copyOf(both, trials),
                                                                Arrays.copyOfRange(
                                                                        both, trials, 2 * trials)))
                                                .label()
                                                .equals(REAL);
                                    })
                            .atMost(
                                    "PB-36 real, false alarm, DeBERTa against itself, %d real trials each"
                                            .formatted(trials),
                                    5));
        }
    }
}
