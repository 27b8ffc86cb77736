package io.tunebook.server.playbook.decision;

import io.tunebook.events.Evidence;
import io.tunebook.events.Objective;
import io.tunebook.server.playbook.analysis.Formats;
import java.util.Locale;

/// A gain with its interval in words: better or worse, never a sign.
record GainWords(Objective objective) {
    private static final double RARE = 0.001;

    /// The first sentence on a measured gain, with a space after it.
    ///
    /// @param other what the candidate is compared with
    /// @param diverged whether other reruns of the candidate diverged
    String measured(Evidence.Gain gain, String other, boolean diverged) {
        return "Over %s, the candidate is %s; probability of being better %s. "
                .formatted(
                        reruns(
                                gain.candidateRuns(),
                                gain.baselineRuns(),
                                other,
                                diverged ? " that completed" : ""),
                        comparison(gain),
                        probability(gain.probability()));
    }

    /// Such as `1.43 points worse (95% interval 1.33 to 1.53 worse)`.
    String comparison(Evidence.Gain gain) {
        return "%s %s (95%% interval %s)"
                .formatted(
                        Formats.difference(objective, Math.abs(gain.estimate())),
                        sense(gain.estimate()),
                        interval(gain.low(), gain.high()));
    }

    private String interval(double low, double high) {
        boolean zero = size(low).equals(size(0)) || size(high).equals(size(0));
        if (low < 0 && high >= 0 && !zero) {
            return "%s worse to %s better".formatted(size(low), size(high));
        }
        if (zero) {
            double end = size(low).equals(size(0)) ? high : low;
            return "0 to %s %s".formatted(size(end), sense(end));
        }
        double near = Math.min(Math.abs(low), Math.abs(high));
        double far = Math.max(Math.abs(low), Math.abs(high));
        return "%s to %s %s".formatted(size(near), size(far), sense(low));
    }

    /// Such as `4 reruns each`.
    ///
    /// @param other what the candidate is compared with
    /// @param which of the reruns, with a space before it; empty for all
    static String reruns(int candidate, int baseline, String other, String which) {
        return candidate == baseline
                ? "%s%s each".formatted(Formats.plural(candidate, "rerun"), which)
                : "%s of the candidate and %d of the %s%s"
                        .formatted(Formats.plural(candidate, "rerun"), baseline, other, which);
    }

    static String probability(double p) {
        if (p < RARE) {
            return "below 0.1%";
        }
        return p > 1 - RARE ? "above 99.9%" : String.format(Locale.ROOT, "%.1f%%", p * 100);
    }

    private static String sense(double gain) {
        return gain >= 0 ? "better" : "worse";
    }

    /// Without its unit.
    private String size(double x) {
        String text = Formats.difference(objective, Math.abs(x));
        int unit = text.indexOf(' ');
        return unit < 0 ? text : text.substring(0, unit);
    }
}
