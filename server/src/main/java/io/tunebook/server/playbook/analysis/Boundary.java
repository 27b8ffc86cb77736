package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.PlotReference;
import io.tunebook.events.Value;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Whether the best trials lie near a bound of the search range (PB-25).
///
/// A range is too narrow at a bound when three things hold: the objective improves towards it more
/// than by chance ([EdgeTest], corrected for the number of hyperparameters by S. Holm, "A simple
/// sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979));
/// the best trials lie in about the outer quarter; and the objective does not get worse again
/// before the bound. A bound that cannot move is no bound of the search.
public final class Boundary {
    static final int MIN_TRIALS = 6;
    private static final int BEST = 3;
    private static final double SIGNIFICANT = 0.035;
    private static final double UPTURN = 1.25;

    private Boundary() {}

    /// Where the best trials of a study lie in one dimension.
    ///
    /// @param upper whether the end towards which the objective improves is the upper one
    /// @param distance of the best trials from it, a weighted mean, as a share of the range on its
    ///   own scale
    /// @param chance of such a direction without an effect, corrected for the number of dimensions
    /// @param near whether the best trials lie at that end
    /// @param wider the range to search next; empty when the end cannot move
    public record Edge(
            Parameter parameter,
            boolean upper,
            double distance,
            double chance,
            boolean near,
            Optional<WidenedRange> wider) {
        /// Whether the range should be widened at that end.
        public boolean tooNarrow() {
            return near && wider.isPresent();
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
        List<Finding> narrow =
                edges.stream().filter(Edge::tooNarrow).map(e -> trouble(sample, e)).toList();
        return narrow.isEmpty()
                ? CrowdedScale.finding(sample).orElseGet(() -> fine(sample, edges))
                : Finding.worstOf(narrow);
    }

    /// One for each dimension with an order and enough trials.
    public static List<Edge> edges(Sample sample) {
        return sample.completed().size() < MIN_TRIALS
                ? List.of()
                : AnalysisCache.result(
                        "boundary\n" + sample.name(), sample.results(), _ -> compute(sample));
    }

    private static List<Edge> compute(Sample sample) {
        List<EdgeTest> tests =
                EdgeTest.of(sample, MIN_TRIALS).stream()
                        .sorted(Comparator.comparingDouble(EdgeTest::chance))
                        .toList();
        List<Edge> edges = new ArrayList<>();
        double chance = 0;
        for (int i = 0; i < tests.size(); i++) {
            EdgeTest test = tests.get(i);
            chance = Math.max(chance, Math.min(1, test.chance() * (tests.size() - i)));
            edges.add(
                    new Edge(
                            test.parameter(),
                            test.upper(),
                            test.distance(),
                            chance,
                            chance <= SIGNIFICANT
                                    && test.distance()
                                            <= limit(sample.completedWith(test.parameter()).size())
                                    && test.upturn() < UPTURN
                                    && !CrowdedScale.is(sample, test.parameter()),
                            WidenedRange.of(
                                    test.parameter(),
                                    earlier(sample, test.parameter()),
                                    test.upper())));
        }
        return edges;
    }

    /// The greatest mean distance of the best trials that counts as near: about a quarter, and less
    /// where few trials make it uncertain.
    private static double limit(int trials) {
        return Math.min(0.28, 0.40 - 0.378 / Math.sqrt(EdgeTest.top(trials)));
    }

    private static List<Domain> earlier(Sample sample, Parameter p) {
        return sample.study().earlier().stream()
                .flatMap(s -> s.parameters().stream())
                .filter(o -> o.key().equals(p.key()))
                .map(Parameter::domain)
                .toList();
    }

    private static Finding trouble(Sample sample, Edge e) {
        String next = "Rerun with %s.".formatted(range(sample, e));
        List<Trial.Completed> trials = sample.completedWith(e.parameter());
        int top = (int) EdgeTest.top(trials.size());
        long outer =
                trials.stream()
                        .limit(top)
                        .mapToDouble(t -> OrderedValues.position(e.parameter(), t))
                        .filter(u -> (e.upper() ? 1 - u : u) <= 0.25)
                        .count();
        String sentence =
                ("In study %s, %d of the %d best trials lie in the outer quarter of the range at %s's %s bound %s"
                                + " (rank test of all trials, p %s). The range is probably too narrow. %s")
                        .formatted(
                                sample.label(),
                                outer,
                                top,
                                name(sample, e),
                                side(e),
                                bound(e),
                                Formats.probability(e.chance()),
                                next);
        return numbered(
                        new Finding(
                                Question.SPACE,
                                Verdict.TROUBLE,
                                "Range too narrow",
                                sentence,
                                List.of("PB-25")),
                        e)
                .withNumber("outer quarter", (double) outer)
                .withNumber("top", top)
                .withNextStep(next);
    }

    /// How many of the best three trials lie within a tenth of the range at the end.
    private static int atEnd(Sample sample, Edge e) {
        return (int)
                sample.completedWith(e.parameter()).stream()
                        .limit(BEST)
                        .mapToDouble(t -> OrderedValues.position(e.parameter(), t))
                        .filter(u -> (e.upper() ? 1 - u : u) <= 0.1)
                        .count();
    }

    private static Finding fine(Sample sample, List<Edge> edges) {
        String natural =
                edges.stream()
                        .filter(Edge::near)
                        .map(e ->
                                " Its best trials lie near %s's %s bound %s, beyond which it has no values."
                                        .formatted(name(sample, e), side(e), bound(e)))
                        .reduce("", String::concat);
        String close =
                edges.stream()
                        .filter(e -> e.wider().isPresent() && atEnd(sample, e) > 1)
                        .map(e ->
                                " %d of its %d best trials lie within 10%% of %s's %s bound %s, which the test does not confirm (p %s)."
                                        .formatted(
                                                atEnd(sample, e),
                                                BEST,
                                                name(sample, e),
                                                side(e),
                                                bound(e),
                                                Formats.probability(e.chance())))
                        .reduce("", String::concat);
        String sentence =
                "In study %s, the best of all %d trials are no nearer to a bound than chance explains.%s%s The range is %slarge enough."
                        .formatted(
                                sample.label(),
                                sample.completed().size(),
                                close,
                                natural,
                                close.isEmpty() ? "" : "probably ");
        Finding fine =
                new Finding(
                        Question.SPACE,
                        Verdict.FINE,
                        close.isEmpty() ? "Range large enough" : "Range probably large enough",
                        sentence,
                        List.of("PB-25"));
        return edges.stream()
                .min(Comparator.comparingDouble(Edge::distance))
                .map(e -> numbered(fine, e))
                .orElse(fine);
    }

    private static String name(Sample sample, Edge e) {
        return Formats.name(e.parameter(), sample.study().facts().space());
    }

    private static String side(Edge e) {
        return e.upper() ? "upper" : "lower";
    }

    private static String bound(Edge e) {
        List<Double> numbers = e.parameter().domain().numbers();
        return Formats.number(
                numbers.stream()
                        .mapToDouble(x -> x)
                        .reduce(e.upper() ? Math::max : Math::min)
                        .orElse(Double.NaN));
    }

    /// The range to search next; of a list, the value to add.
    private static String range(Sample sample, Edge e) {
        WidenedRange wider = e.wider().orElseThrow();
        if (wider.domain() instanceof Domain.Categorical now
                && e.parameter().domain() instanceof Domain.Categorical before) {
            Value added =
                    now.values().stream()
                            .filter(v -> !before.values().contains(v))
                            .findFirst()
                            .orElseThrow();
            return "a value %s %s in %s, such as %s"
                    .formatted(
                            e.upper() ? "above" : "below",
                            bound(e),
                            name(sample, e),
                            Objects.toString(added));
        }
        return wider.words();
    }

    private static Finding numbered(Finding f, Edge e) {
        return f.withNumber("distance", e.distance())
                .withNumber("p", e.chance())
                .withPlot(PlotReference.axis(e.parameter().key()));
    }
}
