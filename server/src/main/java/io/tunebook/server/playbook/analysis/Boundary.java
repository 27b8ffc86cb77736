package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/// Whether the best trials lie near a bound of the search range (PB-25).
///
/// On the parameter's own scale: the best trial lies within 5% of a bound, or within 10% while more
/// of the top decile lie there than if position and objective were independent (p < 0.05). The
/// probability is exact for any sampling: of `N` completed trials of which `K` lie within 10% of
/// the bound, `k` or more of the best `n` do so with a hypergeometric probability.
public final class Boundary {
    private static final double NEAR = 0.05;
    private static final double EDGE = 0.10;
    private static final double SIGNIFICANT = 0.05;
    private static final int MIN_TRIALS = 6;

    private Boundary() {}

    /// Where the best trials of a study lie in one dimension.
    ///
    /// @param upper whether the nearer bound is the upper one
    /// @param distance of the best trial to it, as a share of the range on its own scale
    /// @param crowding how many of the `top` best lie within 10% of that bound
    /// @param chance of that many or more, if position and objective were independent
    public record Edge(
            Parameter parameter,
            boolean upper,
            double distance,
            int crowding,
            int top,
            double chance) {
        public boolean tooNear() {
            return distance <= NEAR || (distance <= EDGE && chance < SIGNIFICANT);
        }
    }

    public static Finding of(List<Sample> samples) {
        return worst(samples.stream().map(Boundary::of).toList());
    }

    /// The finding of a round.
    ///
    /// @param studies the findings of its studies
    static Finding worst(List<Finding> studies) {
        return Finding.worstOf(Question.SPACE, studies.stream(), "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        if (sample.completed().size() < MIN_TRIALS) {
            return Finding.unknown(
                    Question.SPACE,
                    "%s has %s: at least %d are needed to check its bounds."
                            .formatted(
                                    sample.label(),
                                    Formats.plural(sample.completed().size(), "completed trial"),
                                    MIN_TRIALS),
                    "PB-25");
        }
        List<Edge> edges = edges(sample);
        List<Finding> near =
                edges.stream().filter(Edge::tooNear).map(e -> trouble(sample, e)).toList();
        return near.isEmpty() ? fine(sample, edges) : Finding.worstOf(near);
    }

    /// One for each ordered dimension with enough trials.
    public static List<Edge> edges(Sample sample) {
        List<Edge> edges = new ArrayList<>();
        for (Parameter p : sample.study().facts().space().varying()) {
            if (Scale.ordered(p.domain()) && sample.completedWith(p).size() >= MIN_TRIALS) {
                edges.add(edge(sample, p));
            }
        }
        return edges;
    }

    private static Edge edge(Sample sample, Parameter p) {
        List<Trial.Completed> completed = sample.completedWith(p);
        int top = Math.max(3, (int) Math.ceil(completed.size() * 0.1));
        double best = Sample.unit(p, completed.getFirst());
        boolean upper = best > 0.5;
        int crowding = within(p, completed.subList(0, top), upper);
        int all = within(p, completed, upper);
        double chance =
                crowding == 0
                        ? 1
                        : new HypergeometricDistribution(completed.size(), all, top)
                                .upperCumulativeProbability(crowding);
        return new Edge(p, upper, upper ? 1 - best : best, crowding, top, chance);
    }

    private static int within(Parameter p, List<Trial.Completed> trials, boolean upper) {
        return (int)
                trials.stream()
                        .mapToDouble(t -> Sample.unit(p, t))
                        .filter(u -> (upper ? 1 - u : u) <= EDGE)
                        .count();
    }

    private static Finding trouble(Sample sample, Edge e) {
        Optional<WidenedRange> wider = WidenedRange.of(e.parameter().domain(), e.upper());
        String next =
                wider.isPresent()
                        ? "Rerun with %s.".formatted(wider.get().words())
                        : "The bound cannot move further on this scale.";
        String sentence =
                ("%s's best trial lies within %s of %s's %s bound; %d of the %d best trials lie within 10%% of that bound"
                                + " (p %s). %s")
                        .formatted(
                                sample.label(),
                                Formats.share(Math.max(e.distance(), 0.01)),
                                Formats.name(e.parameter(), sample.study().facts().space()),
                                e.upper() ? "upper" : "lower",
                                e.crowding(),
                                e.top(),
                                Formats.probability(e.chance()),
                                next);
        return numbered(
                        new Finding(
                                Question.SPACE,
                                Verdict.TROUBLE,
                                "widen",
                                sentence,
                                List.of("PB-25")),
                        e)
                .withNextStep(next);
    }

    private static Finding fine(Sample sample, List<Edge> edges) {
        Finding fine =
                new Finding(
                        Question.SPACE,
                        Verdict.FINE,
                        "yes",
                        "%s's best trials lie well inside the search range."
                                .formatted(sample.label()),
                        List.of("PB-25"));
        return edges.stream()
                .min(java.util.Comparator.comparingDouble(Edge::distance))
                .map(e -> numbered(fine, e))
                .orElse(fine);
    }

    private static Finding numbered(Finding f, Edge e) {
        return f.withNumber("distance", e.distance())
                .withNumber("crowding", e.crowding())
                .withNumber("top", e.top())
                .withNumber("p", e.chance())
                .withPlot(PlotReference.axis(e.parameter().key()));
    }
}
