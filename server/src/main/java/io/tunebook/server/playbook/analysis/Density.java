package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;

/// Whether there are enough trials in the good region (PB-27), and what more would gain (PB-59).
public final class Density {
    private static final int ENOUGH = 3;

    private Density() {}

    public static Finding of(List<Sample> samples) {
        return worst(samples.stream().map(Density::of).toList());
    }

    /// The finding of a round.
    ///
    /// @param studies the findings of its studies
    static Finding worst(List<Finding> studies) {
        return Finding.worstOf(Question.POINTS, studies.stream(), "No study has been created yet.");
    }

    static Finding of(Sample sample) {
        double[] values = sample.values();
        if (values.length < Region.MIN_TRIALS) {
            return Finding.unknown(
                    Question.POINTS,
                    "%s has %s so far."
                            .formatted(
                                    sample.label(),
                                    Formats.plural(values.length, "completed trial")),
                    "PB-27");
        }
        Region region = Region.of(sample);
        ExpectedBest budget = ExpectedBest.withoutPoints(sample);
        NextBest doubling = budget.doubling();
        boolean enough = region.inside() >= ENOUGH;
        String next = enough ? "" : "Run more trials, or narrow the space around the best trial.";
        return new Finding(
                        Question.POINTS,
                        enough ? Verdict.FINE : Verdict.LOOK,
                        enough ? "Enough trials" : "Few trials in the good region",
                        "%d of %s of %s %s in the good region, a tenth of the way from the best to the median%s. The last doubling of the trials gained about %s. %s."
                                .formatted(
                                        region.inside(),
                                        Formats.plural(values.length, "completed trial"),
                                        sample.label(),
                                        region.inside() == 1 ? "lies" : "lie",
                                        enough ? "" : "; %d are needed".formatted(ENOUGH),
                                        Formats.difference(sample.objective(), budget.gained()),
                                        doubling == null
                                                ? "The gain of more trials is not known: the best trials have equal values"
                                                : doubling.sentence(sample)),
                        List.of("PB-27", "PB-59"))
                .withNumber("inside", region.inside())
                .withNumber("completed", values.length)
                .withNumber("gained", budget.gained())
                .withNumber("doubling high", doubling == null ? 0 : doubling.high())
                .withPlot(PlotReference.budget())
                .withNextStep(next);
    }
}
