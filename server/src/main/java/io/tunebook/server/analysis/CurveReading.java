package io.tunebook.server.analysis;

import io.tunebook.events.Objective.Direction;
import io.tunebook.server.analysis.Finding.Verdict;
import io.tunebook.server.book.Curves;
import io.tunebook.server.book.Trial;
import java.util.List;
import java.util.Locale;

/// What the best trial of each scientific setting shows (PB-30): overfitting (PB-29), still
/// improving at the end (PB-33), flat long before it (PB-34).
public final class CurveReading {
    private static final int FEWEST = 6;

    private CurveReading() {}

    public static Finding of(List<Sample> samples, Curves curves) {
        return Finding.worstOf(
                Question.CURVES,
                samples.stream()
                        .filter(s -> !s.completed().isEmpty())
                        .map(s -> of(s, s.completed().getFirst(), curves)),
                "No trial has completed yet.");
    }

    static Finding of(Sample sample, Trial.Completed trial, Curves curves) {
        Curves.Series series = curves.series(trial.id(), sample.objective().metric());
        if (series.size() < FEWEST) {
            return Finding.unknown(
                    Question.CURVES,
                    "%s's best trial has %s: too few to read."
                            .formatted(sample.label(), Words.plural(series.size(), "evaluation")),
                    "PB-28");
        }
        double[] worse = lowerIsBetter(sample, series.values());
        double noise = Math.max(Noise.late(series.values()), 1e-12);
        int best = argmin(worse);
        double climbed = mean(worse, worse.length * 9 / 10, worse.length) - worse[best];
        double lately =
                mean(worse, worse.length * 3 / 4, worse.length * 7 / 8)
                        - mean(worse, worse.length * 7 / 8, worse.length);
        String who = sample.label() + "'s best trial";
        if (best < worse.length * 3 / 4 && climbed > 4 * noise && climbed > 0.1 * worse[best]) {
            return finding(
                    Verdict.TROUBLE,
                    "overfits",
                    "%s overfits from step %s on: its error rises by %s by the end. Rerun with more regularisation before comparing."
                            .formatted(
                                    who,
                                    count(series.steps()[best]),
                                    Words.difference(sample.objective(), climbed)),
                    "PB-29",
                    "PB-30");
        }
        if (lately > 2 * noise && best >= worse.length * 7 / 8) {
            return finding(
                    Verdict.LOOK,
                    "still improving",
                    "%s was still improving at its last step (%s over the last quarter): the step count limits it, so train longer before judging small gaps."
                            .formatted(who, Words.difference(sample.objective(), lately)),
                    "PB-33");
        }
        return finding(
                Verdict.FINE,
                "settled",
                "%s levels out, its best checkpoint at step %s of %s, with no sign of overfitting beyond its noise."
                        .formatted(
                                who,
                                count(series.steps()[best]),
                                count(series.steps()[series.size() - 1])),
                "PB-28",
                "PB-34");
    }

    private static Finding finding(
            Verdict verdict, String headline, String sentence, String... rules) {
        return new Finding(Question.CURVES, verdict, headline, sentence, List.of(rules));
    }

    private static double[] lowerIsBetter(Sample sample, float[] values) {
        boolean minimize = sample.objective().direction() == Direction.MINIMIZE;
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = Float.isNaN(values[i]) ? Double.MAX_VALUE : minimize ? values[i] : -values[i];
        }
        return out;
    }

    private static int argmin(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] < values[best] ? i : best;
        }
        return best;
    }

    private static double mean(double[] values, int from, int to) {
        double sum = 0;
        for (int i = Math.min(from, to - 1); i < to; i++) {
            sum += values[i];
        }
        return sum / (to - Math.min(from, to - 1));
    }

    private static String count(double steps) {
        return String.format(Locale.ROOT, "%,d", (long) steps);
    }
}
