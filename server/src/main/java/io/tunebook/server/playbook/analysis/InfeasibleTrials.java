package io.tunebook.server.playbook.analysis;

import io.tunebook.events.InfeasibleKind;
import io.tunebook.server.model.Curves;
import io.tunebook.server.model.Trial;
import io.tunebook.server.playbook.analysis.CurveShape.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// The trials of a study that gave nothing usable, with the reason: those recorded as infeasible,
/// and completed ones whose objective is so bad that they are infeasible too (PB-23).
///
/// @param completed the reason of each useless completed trial, by id
/// @param counts the number of useless trials by reason
record InfeasibleTrials(
        Map<String, InfeasibleKind> completed, Map<InfeasibleKind, Integer> counts) {
    /// Interquartile ranges beyond the worse quartile. Of an exponential distribution 1 in 26,000
    /// lies so far out; the usual 3 ranges for "far out" (J. W. Tukey, "Exploratory Data Analysis",
    /// 1977) would be 1 in 110.
    private static final double FAR = 8;

    private static final int MIN_TRIALS = 8;

    private static final Pattern DIVERGENCE =
            Pattern.compile(
                    "\\b(nan|inf|infinity|infinite)\\b|diverge|loss rose|not finite|non-finite|exploded",
                    Pattern.CASE_INSENSITIVE);

    InfeasibleTrials {
        completed = Collections.unmodifiableMap(new LinkedHashMap<>(completed));
        counts = Collections.unmodifiableMap(new EnumMap<>(counts));
    }

    static InfeasibleTrials of(Sample sample, Curves curves) {
        Map<String, InfeasibleKind> bad = new LinkedHashMap<>();
        double limit = limit(sample);
        Map<String, Kind> shapes =
                ChanceLevel.useless(sample.objective(), sample.completed(), curves);
        for (Trial.Completed t : sample.completed()) {
            Kind shape = shapes.get(t.id());
            if (shape == Kind.COLLAPSED) {
                bad.put(t.id(), InfeasibleKind.COLLAPSED);
            } else if (shape == Kind.NO_PROGRESS) {
                bad.put(t.id(), InfeasibleKind.NO_PROGRESS);
            } else if (!Double.isFinite(t.value()) || sample.worse(0, t.value()) > limit) {
                bad.put(t.id(), InfeasibleKind.OUTLIER);
            }
        }
        Map<InfeasibleKind, Integer> counts = new EnumMap<>(InfeasibleKind.class);
        sample.infeasible().forEach(t -> counts.merge(kind(t), 1, Integer::sum));
        bad.values().forEach(k -> counts.merge(k, 1, Integer::sum));
        return new InfeasibleTrials(bad, counts);
    }

    /// The worst objective, lower being better, that is not far outside the others.
    private static double limit(Sample sample) {
        double[] values =
                Arrays.stream(sample.values())
                        .filter(Double::isFinite)
                        .map(v -> sample.worse(0, v))
                        .sorted()
                        .toArray();
        int n = values.length;
        if (n < MIN_TRIALS) {
            return Double.POSITIVE_INFINITY;
        }
        double lower = values[n / 4];
        double upper = values[Math.min(n - 1, n * 3 / 4)];
        return upper > lower ? upper + FAR * (upper - lower) : Double.POSITIVE_INFINITY;
    }

    /// Why a recorded trial is infeasible: older logs have the reason as text alone.
    static InfeasibleKind kind(Trial.Infeasible t) {
        return t.kind() == InfeasibleKind.OTHER && DIVERGENCE.matcher(t.reason()).find()
                ? InfeasibleKind.DIVERGED
                : t.kind();
    }

    /// All of them.
    int total() {
        return counts.values().stream().mapToInt(n -> n).sum();
    }

    Set<String> ids() {
        return completed.keySet();
    }
}
