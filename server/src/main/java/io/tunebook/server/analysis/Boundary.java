package io.tunebook.server.analysis;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.server.analysis.Finding.Verdict;
import io.tunebook.server.book.Trial;
import io.tunebook.server.search.Scale;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// Whether the best points cluster near an edge of the space (PB-25).
///
/// On the parameter's own scale: the best trial within a twentieth of an edge, or within a tenth
/// while the top trials crowd that tenth more than uniform sampling would let them (binomial, p <
/// 0.05).
public final class Boundary {
    private static final double NEAR = 0.05;
    private static final double EDGE = 0.10;
    private static final double SIGNIFICANT = 0.05;
    private static final int FEWEST = 6;

    private Boundary() {}

    public static Finding of(List<Sample> samples) {
        return Finding.worstOf(
                Question.SPACE,
                samples.stream().map(Boundary::of),
                "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        if (sample.completed().size() < FEWEST) {
            return Finding.unknown(
                    Question.SPACE,
                    "%s has %s: %d at least are needed to see an edge."
                            .formatted(
                                    sample.label(),
                                    Words.plural(sample.completed().size(), "completed trial"),
                                    FEWEST),
                    "PB-25");
        }
        List<Finding> findings = new ArrayList<>();
        for (Parameter p : sample.study().facts().space().varying()) {
            if (Scale.ordered(p.domain()) && sample.completedWith(p).size() >= FEWEST) {
                findings.add(of(sample, p));
            }
        }
        return findings.isEmpty() ? fine(sample) : Finding.worstOf(findings);
    }

    private static Finding of(Sample sample, Parameter p) {
        List<Trial.Completed> completed = sample.completedWith(p);
        int top = Math.max(3, (int) Math.ceil(completed.size() * 0.1));
        double best = Sample.unit(p, completed.getFirst());
        boolean upper = best > 0.5;
        double distance = upper ? 1 - best : best;
        long crowding =
                completed.stream()
                        .limit(top)
                        .mapToDouble(t -> Sample.unit(p, t))
                        .filter(u -> (upper ? 1 - u : u) <= EDGE)
                        .count();
        double chance =
                1 - new BinomialDistribution(top, EDGE).cumulativeProbability((int) crowding - 1);
        boolean trouble = distance <= NEAR || (distance <= EDGE && chance < SIGNIFICANT);
        if (!trouble) {
            return fine(sample);
        }
        String sentence =
                ("%s's best trial stands within %s of %s's %s bound; %d of its top %d crowd that tenth"
                                + " (p %s). Run again with %s.")
                        .formatted(
                                sample.label(),
                                Words.share(Math.max(distance, 0.01)),
                                p.name(),
                                upper ? "upper" : "lower",
                                crowding,
                                top,
                                Words.probability(chance),
                                widened(p.domain(), upper));
        return new Finding(Question.SPACE, Verdict.TROUBLE, "widen", sentence, List.of("PB-25"));
    }

    private static Finding fine(Sample sample) {
        return new Finding(
                Question.SPACE,
                Verdict.FINE,
                "yes",
                "%s's best trials stand clear of every bound.".formatted(sample.label()),
                List.of("PB-25"));
    }

    /// The range moved out by half its width on its own scale, in words.
    private static String widened(Domain domain, boolean upper) {
        double low = Scale.at(domain, 0).number();
        double high = Scale.at(domain, Math.nextDown(1.0)).number();
        return switch (domain) {
            case Domain.Log d ->
                    upper
                            ? range(low, high * Math.sqrt(high / low))
                            : range(low / Math.sqrt(high / low), high);
            case Domain.LogWhole d ->
                    upper
                            ? range(low, Math.rint(high * Math.sqrt(high / low)))
                            : range(Math.max(1, Math.rint(low / Math.sqrt(high / low))), high);
            case Domain.ReverseLog d -> {
                double step = Math.sqrt((1 - low) / (1 - high));
                yield upper
                        ? range(low, 1 - (1 - high) / step)
                        : range(Math.max(Math.min(low, 0), 1 - (1 - low) * step), high);
            }
            case Domain.Linear d -> linear(low, high, upper);
            case Domain.Whole d -> linear(low, high, upper);
            case Domain.Choice d -> "more choices";
            case Domain.Fixed d -> "a range";
        };
    }

    private static String linear(double low, double high, boolean upper) {
        double half = (high - low) / 2;
        return upper ? range(low, high + half) : range(low - half, high);
    }

    private static String range(double low, double high) {
        return Words.number(low) + " … " + Words.number(high);
    }
}
