package io.tunebook.server.playbook.analysis;

import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import io.tunebook.server.model.Trial;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The region of a hyperparameter in which most trials are infeasible (PB-26): above a value, below
/// one, both, or one value of a choice. [InfeasibleRegions] finds it.
///
/// @param below the value below which most trials are infeasible; null for none
/// @param above the value above which they are; null for none
/// @param value the value of a choice with which they are; null for none
/// @param infeasible how many trials of the region are infeasible
/// @param trials how many it has
/// @param chance of so marked a region anywhere if infeasibility were independent of all
///   hyperparameters
/// @param distanceOfBest from the best trial to the region, as a share of the scale; negative
///   inside it
public record Threshold(
        Parameter parameter,
        @Nullable Double below,
        @Nullable Double above,
        @Nullable Value value,
        int infeasible,
        int trials,
        double chance,
        double distanceOfBest) {

    /// The clearest region of infeasible trials; null when there is none of significance.
    public static @Nullable Threshold of(Sample sample) {
        return of(sample, Set.of());
    }

    /// @param useless the ids of completed trials that count as infeasible
    public static @Nullable Threshold of(Sample sample, Set<String> useless) {
        return InfeasibleRegions.clearest(sample, useless)
                .map(r -> of(sample, useless, r))
                .orElse(null);
    }

    private static Threshold of(Sample sample, Set<String> useless, InfeasibleRegions.Region r) {
        Parameter p = r.parameter();
        Trial best =
                sample.completedWith(p).stream()
                        .filter(t -> !useless.contains(t.id()))
                        .findFirst()
                        .orElse(null);
        return new Threshold(
                p,
                r.below() == null ? null : Sample.value(p, r.below()).number(),
                r.above() == null ? null : Sample.value(p, r.above()).number(),
                r.value(),
                r.infeasible(),
                r.trials(),
                r.chance(),
                best == null ? 1 : distance(p, best, r));
    }

    private static double distance(Parameter p, Trial best, InfeasibleRegions.Region r) {
        if (r.value() != null) {
            return 1;
        }
        double at = OrderedValues.position(p, best);
        double low = r.below() == null ? 1 : at - OrderedValues.position(p, r.below());
        double high = r.above() == null ? 1 : OrderedValues.position(p, r.above()) - at;
        return Math.min(low, high);
    }

    /// Whether every trial of the region is infeasible.
    boolean isComplete() {
        return infeasible == trials;
    }

    /// The region for a sentence, such as `learning_rate above 0.8`.
    String words(Sample sample) {
        String name = Formats.name(parameter, sample.study().facts().space());
        if (value != null) {
            return "%s = %s".formatted(name, value);
        }
        String bounds = below == null ? "" : "below " + Formats.number(below);
        return "%s %s%s%s"
                .formatted(
                        name,
                        bounds,
                        below == null || above == null ? "" : " or ",
                        above == null ? "" : "above " + Formats.number(above));
    }
}
