package io.tunebook.bench.verdicts;

import io.tunebook.bench.Row;
import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.analysis.Threshold;
import io.tunebook.server.playbook.search.Sampler;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// PB-23 and PB-26: the region in which most trials are infeasible.
final class InfeasibilitySection implements Section {
    private static final Objective LOSS = new Objective("validation/loss", Direction.MINIMIZE);
    private static final int DRAWS = 3_000;
    private static final int FOUND_DRAWS = 1_000;

    /// How far a named bound may lie from the true one, as a share of the range.
    private static final double NEAR = 0.15;

    private static final Parameter CHOICE =
            Parameter.always(
                    "choice",
                    new Domain.Categorical(
                            List.of(
                                    new Value.Text("a"),
                                    new Value.Text("b"),
                                    new Value.Text("c"))));

    private enum Kind {
        ONE_SIDED("one-sided"),
        TWO_SIDED("two-sided"),
        CATEGORY("in a category"),
        NONE("independent of all");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// The share of the trials that are infeasible is a third.
        boolean infeasible(double u, Value choice) {
            return switch (this) {
                case ONE_SIDED -> u > 2 / 3.0;
                case TWO_SIDED -> u < 1 / 6.0 || u > 5 / 6.0;
                case CATEGORY -> choice.equals(new Value.Text("b"));
                case NONE -> false;
            };
        }
    }

    @Override
    public void run(Settings settings, Consumer<Row> rows) {
        long seed = settings.seed() + 1000;
        for (int trials : new int[] {24, 60}) {
            for (int dimensions : new int[] {1, 3, 6, 10}) {
                for (double share : new double[] {0.1, 1 / 3.0}) {
                    rows.accept(
                            Rate.of(
                                            settings.draws(DRAWS),
                                            seed++,
                                            r ->
                                                    Threshold.of(
                                                                    trials(
                                                                            Kind.NONE,
                                                                            dimensions,
                                                                            trials,
                                                                            0,
                                                                            share,
                                                                            r))
                                                            != null)
                                    .atMost(
                                            "PB-26 false alarm, %d numbers and a choice, %d trials, %.0f%% infeasible"
                                                    .formatted(dimensions, trials, 100 * share),
                                            5));
                }
            }
        }
        for (Kind kind : List.of(Kind.ONE_SIDED, Kind.TWO_SIDED, Kind.CATEGORY)) {
            for (int trials : new int[] {24, 60}) {
                rows.accept(
                        found(settings, seed++, kind, trials, 0, 0)
                                .atLeast(name(kind, trials, ""), 80));
                rows.accept(
                        found(settings, seed++, kind, trials, 0.1, 0)
                                .atLeast(name(kind, trials, ", exceptions beyond"), 80));
                rows.accept(
                        found(settings, seed++, kind, trials, 0.2, 0.1)
                                .plain(name(kind, trials, ", exceptions on both sides")));
            }
        }
    }

    private static String name(Kind kind, int trials, String more) {
        return "PB-26 found, %s, a third infeasible, %d trials%s"
                .formatted(kind.words, trials, more);
    }

    /// @param spared the share of trials in the region that complete
    /// @param other the share of the other trials that are infeasible
    private static Rate found(
            Settings settings, long seed, Kind kind, int trials, double spared, double other) {
        return Rate.of(
                settings.draws(FOUND_DRAWS),
                seed,
                r -> isNamed(kind, Threshold.of(trials(kind, 5, trials, spared, other, r))));
    }

    private static boolean isNamed(Kind kind, @Nullable Threshold t) {
        if (t == null) {
            return false;
        }
        return switch (kind) {
            case ONE_SIDED ->
                    t.parameter().name().equals("p0")
                            && t.below() == null
                            && near(t.above(), 2 / 3.0);
            case TWO_SIDED ->
                    t.parameter().name().equals("p0")
                            && near(t.below(), 1 / 6.0)
                            && near(t.above(), 5 / 6.0);
            case CATEGORY -> new Value.Text("b").equals(t.value());
            case NONE -> false;
        };
    }

    private static boolean near(@Nullable Double named, double u) {
        return named != null
                && Math.abs(Scale.unit(Bowl.ranges(1).getFirst(), new Value.Real(named)) - u)
                        <= NEAR;
    }

    private static Sample trials(
            Kind kind,
            int dimensions,
            int trials,
            double spared,
            double other,
            SplittableRandom random) {
        List<Parameter> parameters = new ArrayList<>();
        for (Domain domain : Bowl.ranges(dimensions)) {
            parameters.add(Parameter.always(Bowl.name(parameters.size()), domain));
        }
        parameters.add(CHOICE);
        SearchSpace space = new SearchSpace(parameters);
        Sampler sampler =
                new Sampler(
                        space,
                        new Algorithm(
                                random.nextBoolean()
                                        ? Algorithm.Kind.HALTON
                                        : Algorithm.Kind.RANDOM,
                                random.nextInt(1_000_000)),
                        trials);
        SimulatedStudy study = SimulatedStudy.of(LOSS, space, trials);
        for (int t = 0; t < trials; t++) {
            Configuration c = sampler.configuration(t);
            double u =
                    Scale.unit(
                            parameters.getFirst().domain(),
                            Objects.requireNonNull(c.values().get("p0")));
            Value choice = Objects.requireNonNull(c.values().get("choice"));
            boolean inside = kind.infeasible(u, choice);
            if (random.nextDouble() < (inside ? 1 - spared : other)) {
                study.infeasible("s", c.values());
            } else {
                study.completed("s", c.values(), (u - 0.4) * (u - 0.4));
            }
        }
        return study.sample("s");
    }
}
