package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A linear scale on which most values lie in a twentieth of the range although they differ by
/// factors of 100: distances on it mean nothing. Such scales come from values that a log scale
/// lacks, such as a 0 among values over decades.
final class CrowdedScale {
    private static final double PART = 0.05;
    private static final double FACTOR = 100;

    private CrowdedScale() {}

    static boolean is(Sample sample, Parameter p) {
        return dense(sample, p) > 0;
    }

    /// How many trials lie near one bound, 0 when they are not most.
    private static int dense(Sample sample, Parameter p) {
        boolean linear = p.domain() instanceof Domain.Linear || p.domain() instanceof Domain.Int;
        if (!linear) {
            return 0;
        }
        List<Trial.Completed> trials = sample.completedWith(p);
        for (boolean upper : new boolean[] {false, true}) {
            List<Trial.Completed> near =
                    trials.stream()
                            .filter(t -> {
                                double u = OrderedValues.position(p, t);
                                return (upper ? 1 - u : u) <= PART;
                            })
                            .toList();
            if (2 * near.size() >= trials.size() && factor(p, near) >= FACTOR) {
                return near.size();
            }
        }
        return 0;
    }

    /// The factor between the greatest and the smallest size of their values other than 0.
    private static double factor(Parameter p, List<Trial.Completed> trials) {
        DoubleSummaryStatistics sizes =
                trials.stream()
                        .map(t -> t.configuration().values().get(p.name()))
                        .filter(Objects::nonNull)
                        .mapToDouble(value -> Math.abs(value.number()))
                        .filter(x -> x > 0)
                        .summaryStatistics();
        return sizes.getCount() < 2 ? 1 : sizes.getMax() / sizes.getMin();
    }

    /// The finding that replaces a verdict on the bounds of such a scale.
    static Optional<Finding> finding(Sample sample) {
        return sample.study().facts().space().varying().stream()
                .filter(p -> is(sample, p))
                .findFirst()
                .map(p -> {
                    String name = Formats.name(p, sample.study().facts().space());
                    String next =
                            "Correct the scale of %s, or omit the values that a log scale lacks."
                                    .formatted(name);
                    return new Finding(
                                    Question.SPACE,
                                    Verdict.LOOK,
                                    "Scale in question",
                                    "In study %s, %d of %d values of %s lie within 5%% of its linear range although they differ by factors of 100 or more: whether the range is large enough cannot be judged on this scale. %s"
                                            .formatted(
                                                    sample.label(),
                                                    dense(sample, p),
                                                    sample.completedWith(p).size(),
                                                    name,
                                                    next),
                                    List.of("PB-25"))
                            .withPlot(io.tunebook.events.PlotReference.axis(p.key()))
                            .withNextStep(next);
                });
    }
}
