package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import io.tunebook.server.playbook.search.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.distribution.discrete.HypergeometricDistribution;

/// Whether the best points cluster near an edge of the space (PB-25).
///
/// On the parameter's own scale: the best trial within a twentieth of an edge, or within a tenth
/// while the top decile crowds that tenth more than it would if place and quality had nothing to do
/// with each other (p < 0.05). That chance is exact, whatever was sampled: of `N` completed trials
/// of which `K` lie in the tenth, `k` or more of the best `n` do so with a hypergeometric
/// probability.
public final class Boundary {
    private static final double NEAR = 0.05;
    private static final double EDGE = 0.10;
    private static final double SIGNIFICANT = 0.05;
    private static final int MIN_TRIALS = 6;

    private Boundary() {}

    /// Where the best of a study stand in one dimension.
    ///
    /// @param upper whether the nearer edge is the upper one
    /// @param distance of the best trial to it, as a share of the range on its own scale
    /// @param crowding how many of the `top` best lie in the tenth at that edge
    /// @param chance of so many or more, if place had nothing to do with quality
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
                    "%s has %s: %d at least are needed to see an edge."
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

    /// One for each ordered dimension in which there are trials enough.
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
                        ? "Run again with %s.".formatted(wider.get().words())
                        : "It can go no further on this scale.";
        String sentence =
                ("%s's best trial stands within %s of %s's %s bound; %d of its top %d crowd that tenth"
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
                        "%s's best trials stand clear of every bound.".formatted(sample.label()),
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
                .withPlot("axis:" + e.parameter().key());
    }
}
