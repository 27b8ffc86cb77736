package io.tunebook.server.playbook.search;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Bayesian optimisation for late exploitation (PB-41): the next point has the highest expected
/// improvement under a Gaussian process.
///
/// A second process models where trials fail, and the expected improvement is multiplied by the
/// probability that the trial is feasible. A running trial counts with the predicted mean as its
/// result (kriging believer: D. Ginsbourger, R. Le Riche, L. Carraro, "Kriging is well-suited to
/// parallelize optimization", 2010), so that no two workers get the same point.
final class Bayesian {
    private static final int CANDIDATES = 512;
    private static final int NEIGHBOURS = 64;
    private static final int CLIMBS = 6;
    private static final double ALMOST_ONE = Math.nextDown(1.0);

    private final SearchSpace space;
    private final Algorithm algorithm;
    private final Encoding encoding;
    private final Sampler sampler;

    Bayesian(SearchSpace space, Algorithm algorithm, int trials) {
        this.space = space;
        this.algorithm = algorithm;
        this.encoding = Encoding.of(space);
        this.sampler = new Sampler(space, algorithm, trials);
    }

    /// The number of trials from which a model is better than a space-filling sequence.
    static int opening(SearchSpace space) {
        return Math.clamp(2L * space.varying().size() + 2, 6, 20);
    }

    /// @param index of the point, which seeds the search for it
    /// @param known the trials that are not abandoned, in the order of their numbers
    Configuration next(int index, List<Observation> known) {
        if (configurations(known.stream()) < opening(space)
                || configurations(known.stream().filter(Observation.Measured.class::isInstance))
                        < 3) {
            return sampler.configuration(index);
        }
        SurrogateModel model = SurrogateModel.of(encoding, known);
        List<double[]> starts = starts(index, model);
        Set<Configuration> taken = new HashSet<>();
        known.forEach(k -> taken.add(k.configuration()));
        double[] best = starts.getFirst();
        double height = Double.NEGATIVE_INFINITY;
        for (double[] start : starts) {
            double[] found = climbed(start, model);
            double gain = gain(found, model);
            if (gain > height && !taken.contains(sampler.at(found))) {
                best = found;
                height = gain;
            }
        }
        return sampler.at(best);
    }

    private static long configurations(Stream<Observation> known) {
        return known.map(Observation::configuration).distinct().count();
    }

    /// The best of points spread over the space and of points around the best trials.
    private List<double[]> starts(int index, SurrogateModel model) {
        long seed = algorithm.seed() * 0x9E3779B97F4A7C15L + index;
        SplittableRandom random = new SplittableRandom(seed);
        int d = encoding.varying().size();
        Sobol sobol = new Sobol(d, seed);
        List<double[]> points = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            points.add(sobol.point(i));
        }
        for (int i = 0; i < NEIGHBOURS; i++) {
            points.add(near(model.leaders().get(i % model.leaders().size()), random));
        }
        record Scored(double[] point, double gain) {}
        List<Scored> scored =
                points.stream()
                        .map(p -> new Scored(p, gain(p, model)))
                        .sorted(Comparator.comparingDouble(Scored::gain).reversed())
                        .toList();
        List<double[]> starts = new ArrayList<>();
        for (Scored s : scored.subList(0, CLIMBS / 2)) {
            starts.add(s.point());
        }
        // And the best of those around the leaders, which the many other points may outrank.
        points.subList(CANDIDATES, points.size()).stream()
                .map(p -> new Scored(p, gain(p, model)))
                .sorted(Comparator.comparingDouble(Scored::gain).reversed())
                .limit(CLIMBS / 2)
                .forEach(s -> starts.add(s.point()));
        return starts;
    }

    /// A point at a normal step of random width from a leader; sometimes with another choice.
    private double[] near(double[] leader, SplittableRandom random) {
        double[] point = new double[leader.length];
        double width = Math.pow(10, -3 + 2.3 * random.nextDouble());
        for (int c = 0; c < point.length; c++) {
            double u = centre(c, leader[c]);
            point[c] =
                    encoding.choice(c) && random.nextDouble() < 0.8
                            ? u
                            : encoding.choice(c)
                                    ? random.nextDouble()
                                    : Math.clamp(u + width * random.nextGaussian(), 0, ALMOST_ONE);
        }
        return point;
    }

    /// The position of an encoded coordinate on the unit interval.
    private double centre(int c, double coordinate) {
        return encoding.varying().get(c).domain() instanceof Domain.Categorical choice
                ? (Math.max(0, coordinate) + 0.5) / choice.values().size()
                : coordinate;
    }

    /// Optimizes the numbers that exist at the start, then tries the other choices, twice.
    private double[] climbed(double[] start, SurrogateModel model) {
        double[] point = start;
        for (int turn = 0; turn < 2; turn++) {
            double before = gain(point, model);
            point = otherChoices(numbers(point, model), model);
            if (!hasChoices() || gain(point, model) <= before + 1e-9) {
                break;
            }
        }
        return point;
    }

    private boolean hasChoices() {
        return encoding.varying().stream().anyMatch(p -> p.domain() instanceof Domain.Categorical);
    }

    private double[] numbers(double[] start, SurrogateModel model) {
        Configuration at = sampler.at(start);
        List<Integer> moving = new ArrayList<>();
        for (int c = 0; c < start.length; c++) {
            if (!encoding.choice(c) && SearchSpace.exists(encoding.varying().get(c), at)) {
                moving.add(c);
            }
        }
        if (moving.isEmpty()) {
            return start;
        }
        double[] low = new double[moving.size()];
        double[] high = new double[moving.size()];
        double[] from = new double[moving.size()];
        for (int i = 0; i < from.length; i++) {
            high[i] = ALMOST_ONE;
            from[i] = start[moving.get(i)];
        }
        LocalSearch.Peak peak =
                LocalSearch.from(
                        from,
                        low,
                        high,
                        0.05,
                        1e-4,
                        40 + 20 * from.length,
                        x -> gain(moved(start, moving, x), model));
        return moved(start, moving, peak.at());
    }

    private static double[] moved(double[] start, List<Integer> moving, double[] x) {
        double[] point = start.clone();
        for (int i = 0; i < x.length; i++) {
            point[moving.get(i)] = Math.clamp(x[i], 0, ALMOST_ONE);
        }
        return point;
    }

    private double[] otherChoices(double[] start, SurrogateModel model) {
        double[] best = start;
        double height = gain(start, model);
        for (int c = 0; c < start.length; c++) {
            Parameter p = encoding.varying().get(c);
            if (p.domain() instanceof Domain.Categorical choice) {
                for (int v = 0; v < choice.values().size(); v++) {
                    double[] other = best.clone();
                    other[c] = (v + 0.5) / choice.values().size();
                    double gain = gain(other, model);
                    if (gain > height) {
                        height = gain;
                        best = other;
                    }
                }
            }
        }
        return best;
    }

    /// @param u a point of the unit cube; the configuration that it rounds to is evaluated
    private double gain(double[] u, SurrogateModel model) {
        return model.gain(encoding.point(sampler.at(u)));
    }
}
