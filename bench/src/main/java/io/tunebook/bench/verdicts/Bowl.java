package io.tunebook.bench.verdicts;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Objective;
import io.tunebook.events.Objective.Direction;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.playbook.analysis.Sample;
import io.tunebook.server.playbook.search.Sampler;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

/// A quadratic in the unit positions of the hyperparameters, sampled by the product's own search.
///
/// @param optimum one position a dimension
/// @param weight 0 for an irrelevant dimension
record Bowl(List<Domain> domains, double[] optimum, double[] weight) {
    private static final Objective LOSS = new Objective("validation/loss", Direction.MINIMIZE);

    private static final Algorithm.Kind[] SEARCHES = {
        Algorithm.Kind.HALTON, Algorithm.Kind.SOBOL, Algorithm.Kind.RANDOM
    };

    /// Ranges that can be widened at both ends.
    static List<Domain> ranges(int dimensions) {
        List<Domain> domains = new ArrayList<>();
        for (int d = 0; d < dimensions; d++) {
            domains.add(d % 2 == 0 ? new Domain.Linear(-1, 1) : new Domain.Log(1e-4, 1));
        }
        return domains;
    }

    static String name(int dimension) {
        return "p" + dimension;
    }

    /// Trials by Halton, Sobol or random search, one of them a draw.
    ///
    /// @param noise its standard deviation, as a share of the difference between the worst and the
    ///   best trial without noise
    Sample trials(int trials, double noise, SplittableRandom random) {
        List<Parameter> parameters = new ArrayList<>();
        for (int d = 0; d < domains.size(); d++) {
            parameters.add(Parameter.always(name(d), domains.get(d)));
        }
        SearchSpace space = new SearchSpace(parameters);
        Sampler sampler =
                new Sampler(
                        space,
                        new Algorithm(
                                SEARCHES[random.nextInt(SEARCHES.length)],
                                random.nextInt(1_000_000)),
                        trials);
        List<Configuration> points = new ArrayList<>();
        double[] objectives = new double[trials];
        for (int t = 0; t < trials; t++) {
            Configuration point = sampler.configuration(t);
            points.add(point);
            objectives[t] = at(point);
        }
        double range =
                Arrays.stream(objectives).max().orElseThrow()
                        - Arrays.stream(objectives).min().orElseThrow();
        SimulatedStudy study = SimulatedStudy.of(LOSS, space, trials);
        for (int t = 0; t < trials; t++) {
            double error = noise * (range > 0 ? range : 1) * random.nextGaussian();
            study.completed("s", points.get(t).values(), objectives[t] + error);
        }
        return study.sample("s");
    }

    private double at(Configuration point) {
        double sum = 0;
        for (int d = 0; d < domains.size(); d++) {
            double u =
                    Scale.unit(domains.get(d), Objects.requireNonNull(point.values().get(name(d))));
            sum += weight[d] * (u - optimum[d]) * (u - optimum[d]);
        }
        return sum;
    }
}
