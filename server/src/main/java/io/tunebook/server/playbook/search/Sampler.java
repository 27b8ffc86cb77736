package io.tunebook.server.playbook.search;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntFunction;

/// The configurations of a study whose search is not adaptive, one for each index; the same seed
/// gives the same configurations.
///
/// Point `i` does not depend on earlier trials, so a study resumes and is extended without
/// repeating or skipping a point (PB-58). A Bayesian study begins with such points too.
public final class Sampler {
    private final SearchSpace space;
    private final Algorithm algorithm;
    private final List<Parameter> varying;
    private final IntFunction<Configuration> points;

    /// @param trials the planned number of trials, which sets the resolution of a grid
    public Sampler(SearchSpace space, Algorithm algorithm, int trials) {
        this.space = space;
        this.algorithm = algorithm;
        this.varying = space.varying();
        int dimensions = Math.max(1, varying.size());
        this.points =
                switch (algorithm.kind()) {
                    case HALTON -> {
                        Halton halton = new Halton(dimensions, algorithm.seed());
                        yield i -> at(halton.point(i));
                    }
                    case SOBOL, BAYESIAN -> {
                        Sobol sobol = new Sobol(dimensions, algorithm.seed());
                        yield i -> at(sobol.point(i));
                    }
                    case RANDOM -> i -> at(random(i));
                    case GRID -> over(Grid.points(space, trials));
                    case LIST, RERUN -> over(algorithm.points());
                    case TRACKED ->
                            i -> {
                                throw new IllegalStateException(
                                        "tracked runs bring their own configurations");
                            };
                };
    }

    /// Configuration number `index`, from 0: one value for each parameter that exists in it. A grid
    /// or a list starts again after its last point.
    public Configuration configuration(int index) {
        return points.apply(index);
    }

    /// The configuration at a point of the unit cube, one coordinate for each parameter that
    /// varies.
    Configuration at(double[] point) {
        Map<String, Value> values = new TreeMap<>();
        for (Parameter p : space.parameters()) {
            if (SearchSpace.exists(p, new Configuration(values))) {
                values.put(
                        p.name(),
                        p.domain() instanceof Domain.Fixed(Value fixed)
                                ? fixed
                                : Scale.at(p.domain(), point[varying.indexOf(p)]));
            }
        }
        return new Configuration(values);
    }

    private static IntFunction<Configuration> over(List<Configuration> listed) {
        return i -> listed.get(i % listed.size());
    }

    private double[] random(int index) {
        SplittableRandom random =
                new SplittableRandom(algorithm.seed() * 0x9E3779B97F4A7C15L + index);
        double[] point = new double[Math.max(1, varying.size())];
        for (int i = 0; i < point.length; i++) {
            point[i] = random.nextDouble();
        }
        return point;
    }
}
