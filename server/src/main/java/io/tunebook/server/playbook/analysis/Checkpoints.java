package io.tunebook.server.playbook.analysis;

import io.tunebook.events.PlotReference;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.Finding.Verdict;
import java.util.List;

/// Where in training the best checkpoint of each trial lies (PB-44): always early means far too
/// many steps, always late means too few.
final class Checkpoints {
    private static final double MOST = 0.5;
    private static final int MIN_TRIALS = 6;
    private static final double EARLY = 0.10;
    private static final double LATE = 0.75;
    private static final double ALWAYS = 0.9;

    private Checkpoints() {}

    static Finding of(Sample sample) {
        List<Trial.Completed> trials =
                sample.completed().stream().filter(t -> t.steps() > 0).toList();
        if (trials.size() < MIN_TRIALS) {
            return Finding.unknown(
                    Question.CURVES,
                    "Too few trials",
                    "%s has too few completed trials to locate their best checkpoints."
                            .formatted(sample.label()),
                    "PB-44");
        }
        double early = share(trials, 0, EARLY);
        double late = share(trials, LATE, 1.01);
        Verdict verdict = early >= ALWAYS || late >= ALWAYS ? Verdict.LOOK : Verdict.FINE;
        String next =
                early >= ALWAYS
                        ? "Train far fewer steps."
                        : late >= ALWAYS
                                ? "Train longer, and tune the learning rate's decay again."
                                : "";
        return new Finding(
                        Question.CURVES,
                        verdict,
                        early >= ALWAYS
                                ? "Best checkpoints early"
                                : late >= ALWAYS
                                        ? "Best checkpoints late"
                                        : late >= MOST
                                                ? "Most best checkpoints late"
                                                : "Best checkpoints spread",
                        "%s of the best checkpoints of %s's trials lie in the first tenth of training and %s in the last quarter. %s"
                                .formatted(
                                        Formats.share(early),
                                        sample.label(),
                                        Formats.share(late),
                                        next)
                                .strip(),
                        List.of("PB-44"))
                .withNumber("first tenth", early)
                .withNumber("last quarter", late)
                .withPlot(PlotReference.curves())
                .withNextStep(next);
    }

    private static double share(List<Trial.Completed> trials, double from, double to) {
        return (double)
                        trials.stream()
                                .mapToDouble(t -> (double) t.bestStep() / t.steps())
                                .filter(at -> at >= from && at < to)
                                .count()
                / trials.size();
    }
}
