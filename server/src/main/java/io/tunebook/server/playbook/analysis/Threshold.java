package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.search.Scale;
import java.util.List;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;
import org.jspecify.annotations.Nullable;

/// A value of a hyperparameter beyond which every trial was infeasible (PB-26).
///
/// @param value of the last completed trial before it
/// @param above whether the trials above it failed
/// @param beyond how many trials failed beyond it
/// @param chance that this many trials at the end of the range all fail if failure is independent
///   of position: exact, by the hypergeometric distribution
/// @param distanceOfBest from the threshold to the best trial, as a share of the scale
public record Threshold(
        Parameter parameter,
        double value,
        boolean above,
        int beyond,
        double chance,
        double distanceOfBest) {
    private static final int MIN_BEYOND = 3;
    private static final double SIGNIFICANT = 0.05;

    /// The threshold with the most failed trials beyond it; null when there is none of
    /// significance.
    public static @Nullable Threshold of(Sample sample) {
        Threshold found = null;
        for (Parameter p : sample.study().facts().space().varying()) {
            if (Scale.ordered(p.domain()) && !sample.completedWith(p).isEmpty()) {
                for (boolean above : new boolean[] {true, false}) {
                    Threshold t = of(sample, p, above);
                    if (t.beyond() >= MIN_BEYOND
                            && t.chance() < SIGNIFICANT
                            && (found == null || t.beyond() > found.beyond())) {
                        found = t;
                    }
                }
            }
        }
        return found;
    }

    private static Threshold of(Sample sample, Parameter p, boolean above) {
        List<Trial.Completed> completed = sample.completedWith(p);
        double edge = Double.NEGATIVE_INFINITY;
        double value = 0;
        for (Trial.Completed t : completed) {
            double u = outwards(p, t, above);
            if (u > edge) {
                edge = u;
                value = Sample.value(p, t).number();
            }
        }
        int beyond = 0;
        List<Trial.Infeasible> infeasible = sample.infeasibleWith(p);
        for (Trial.Infeasible t : infeasible) {
            beyond += outwards(p, t, above) > edge ? 1 : 0;
        }
        int all = completed.size() + infeasible.size();
        double chance =
                beyond == 0
                        ? 1
                        : new HypergeometricDistribution(all, infeasible.size(), beyond)
                                .probability(beyond);
        return new Threshold(
                p, value, above, beyond, chance, edge - outwards(p, completed.getFirst(), above));
    }

    private static double outwards(Parameter p, Trial t, boolean above) {
        double u = Sample.unit(p, t);
        return above ? u : 1 - u;
    }
}
