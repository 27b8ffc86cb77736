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

/// The configurations of a study that does not learn as it goes, one for each index; the same seed
/// gives the same ones.
///
/// Not adaptive: point `i` does not depend on what ran before, so a study resumes and is extended
/// without repeating or skipping a point (PB-58). A Bayesian study begins with such points too.
public final class Sampler {
    private final SearchSpace space;
    private final Algorithm algorithm;
    private final List<Parameter> varying;
    private final IntFunction<Configuration> points;

    /// @param trials how many trials the study shall have: a grid is as fine as they allow
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
                                        "runs outside choose for themselves");
                            };
                };
    }

    /// Configuration number `index`, from 0: one value for each parameter that exists in it. A grid
    /// or a list begins anew after its last point.
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
