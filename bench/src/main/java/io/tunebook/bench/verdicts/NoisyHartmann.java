package io.tunebook.bench.verdicts;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.playbook.search.Observation;
import io.tunebook.server.playbook.search.Search;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A function with a known minimum, noise, and regions in which trials fail: J. K. Hartman's (1973)
/// in six dimensions, which goes from 0 down to -3.32. Trials fail beyond a bound, in a corner of
/// two dimensions, and in a disc near the minimum: 47% of the space.
final class NoisyHartmann {
    static final SearchSpace SPACE =
            new SearchSpace(
                    IntStream.rangeClosed(1, 6)
                            .mapToObj(i -> Parameter.always("x" + i, new Domain.Linear(0, 1)))
                            .toList());
    private static final double LOWEST = -3.32236801141551;
    private static final double[] ALPHA = {1, 1.2, 3, 3.2};
    private static final double[][] A = {
        {10, 3, 17, 3.5, 1.7, 8},
        {0.05, 10, 17, 0.1, 8, 14},
        {3, 3.5, 1.7, 10, 17, 8},
        {17, 8, 0.05, 10, 0.1, 14}
    };
    private static final double[][] P = {
        {1312, 1696, 5569, 124, 8283, 5886},
        {2329, 4135, 8307, 3736, 1004, 9991},
        {2348, 1451, 3522, 2883, 3047, 6650},
        {4047, 8828, 8732, 5743, 1091, 381}
    };

    private NoisyHartmann() {}

    static double value(Configuration c) {
        double sum = 0;
        for (int i = 0; i < ALPHA.length; i++) {
            double inner = 0;
            for (int j = 0; j < 6; j++) {
                double d = x(c, j + 1) - P[i][j] * 1e-4;
                inner += A[i][j] * d * d;
            }
            sum += ALPHA[i] * Math.exp(-inner);
        }
        return -sum;
    }

    static boolean fails(Configuration c) {
        return x(c, 1) > 0.75
                || x(c, 3) + x(c, 5) > 1.4
                || Math.hypot(x(c, 4) - 0.5, x(c, 6) - 0.9) < 0.25;
    }

    /// The value without noise of the best observed trial of a Bayesian search, above the minimum.
    ///
    /// @param noise the standard deviation of an observed value
    static double regret(double noise, long seed, int trials) {
        Search search = new Search(SPACE, new Algorithm(Algorithm.Kind.BAYESIAN, seed), trials);
        SplittableRandom random = Rate.random(seed, 0);
        List<Observation> known = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        double truth = 0;
        for (int i = 0; i < trials; i++) {
            Configuration c = search.point(i, known);
            Observation seen = observed(c, noise, random);
            known.add(seen);
            if (seen instanceof Observation.Measured m && m.loss() < best) {
                best = m.loss();
                truth = value(c);
            }
        }
        return truth - LOWEST;
    }

    static Observation observed(Configuration c, double noise, SplittableRandom random) {
        double error = noise * random.nextGaussian();
        return fails(c) ? new Observation.Failed(c) : new Observation.Measured(c, value(c) + error);
    }

    private static double x(Configuration c, int i) {
        return Objects.requireNonNull(c.values().get("x" + i)).number();
    }
}
