package io.tunebook.bench.verdicts;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A quadratic loss over nuisance hyperparameters in the unit cube: its optimum lies within 0.3 to
/// 0.7 of each, their weights are random, and normal noise is added.
///
/// @param noise its standard deviation as a share of that of the loss over the cube
record QuadraticSearch(double[] optimum, double[] weights, double scale, double noise) {
    private static final int FOR_SCALE = 400;

    static QuadraticSearch random(int dimensions, double noise, SplittableRandom random) {
        double[] optimum = random.doubles(dimensions, 0.3, 0.7).toArray();
        double[] weights = random.doubles(dimensions).map(u -> 0.2 - Math.log(1 - u)).toArray();
        QuadraticSearch plain = new QuadraticSearch(optimum, weights, 1, 0);
        double[] losses =
                IntStream.range(0, FOR_SCALE).mapToDouble(i -> plain.draw(random)).toArray();
        return new QuadraticSearch(optimum, weights, 1 / Spread.sd(losses), noise);
    }

    /// The space that it is searched over.
    static SearchSpace space(int dimensions) {
        return new SearchSpace(
                IntStream.range(0, dimensions)
                        .mapToObj(i -> Parameter.always("x" + i, new Domain.Linear(0, 1)))
                        .toList());
    }

    /// The loss at a uniform random point, in units of its standard deviation.
    double draw(SplittableRandom random) {
        return at(random.doubles(optimum.length).toArray(), random);
    }

    double at(double[] point, SplittableRandom random) {
        double loss = 0;
        for (int i = 0; i < optimum.length; i++) {
            loss += weights[i] * Math.pow(point[i] - optimum[i], 2);
        }
        return scale * loss + (noise == 0 ? 0 : noise * random.nextGaussian());
    }

    /// The best of `trials` random points.
    double best(int trials, SplittableRandom random) {
        return IntStream.range(0, trials).mapToDouble(i -> draw(random)).min().orElseThrow();
    }

    /// The standard deviation of the best over repeats of the search.
    double sdOfBest(int trials, SplittableRandom random) {
        return Spread.sd(IntStream.range(0, 200).mapToDouble(i -> best(trials, random)).toArray());
    }

    static Map<String, Value> values(double[] point) {
        Map<String, Value> values = new HashMap<>();
        for (int i = 0; i < point.length; i++) {
            values.put("x" + i, new Value.Real(point[i]));
        }
        return values;
    }

    static double[] point(Map<String, Value> values, int dimensions) {
        return IntStream.range(0, dimensions)
                .mapToDouble(i -> values.getOrDefault("x" + i, new Value.Real(0)).number())
                .toArray();
    }

    static List<Parameter> parameters(int dimensions) {
        return space(dimensions).parameters();
    }
}
