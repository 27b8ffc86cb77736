package io.tunebook.server.search;

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

/// The configurations of a study, one for each index; the same seed gives the same ones.
///
/// Not adaptive: point `i` does not depend on what ran before, so a study resumes and is extended
/// without repeating or skipping a point (PB-58).
public final class Sampler {
    private final SearchSpace space;
    private final Algorithm algorithm;
    private final List<Parameter> varying;
    private final Halton halton;

    public Sampler(SearchSpace space, Algorithm algorithm) {
        this.space = space;
        this.algorithm = algorithm;
        this.varying = space.varying();
        this.halton = new Halton(Math.max(1, varying.size()), algorithm.seed());
    }

    /// Configuration number `index`, from 0: one value for each parameter that exists in it.
    public Configuration configuration(int index) {
        double[] point =
                switch (algorithm.kind()) {
                    case HALTON -> halton.point(index);
                    case RANDOM -> random(index);
                };
        Map<String, Value> values = new TreeMap<>();
        for (Parameter p : space.parameters()) {
            int dimension = varying.indexOf(p);
            if (SearchSpace.exists(p, new Configuration(values))) {
                values.put(
                        p.name(),
                        p.domain() instanceof Domain.Fixed(Value fixed)
                                ? fixed
                                : Scale.at(p.domain(), point[dimension]));
            }
        }
        return new Configuration(values);
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
