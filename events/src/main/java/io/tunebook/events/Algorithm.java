package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How the configurations of a study are chosen. The same seed gives the same configurations.
///
/// @param points the configurations of a list or of reruns; empty for a search
public record Algorithm(
        Kind kind,
        long seed,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Configuration> points) {
    public enum Kind {
        /// Scrambled, shifted Halton sequence (PB-58).
        HALTON,
        /// Scrambled Sobol sequence (PB-58).
        SOBOL,
        /// Independent uniform draws.
        RANDOM,
        /// Every combination of evenly spread values.
        GRID,
        /// Bayesian optimisation: each point depends on the trials before it (PB-41).
        BAYESIAN,
        /// The listed configurations, in order (PB-17).
        LIST,
        /// The listed configurations, repeated, each time with a new seed (PB-39).
        RERUN,
        /// The runs of a tracked experiment choose the configurations.
        TRACKED
    }

    @JsonCreator
    public Algorithm(Kind kind, long seed, @Nullable List<Configuration> points) {
        this.kind = Objects.requireNonNull(kind, "an algorithm has a kind");
        this.seed = seed;
        this.points = points == null ? List.of() : List.copyOf(points);
        if (listed() == this.points.isEmpty()) {
            throw new Rejection(
                    listed()
                            ? "points is empty: a %s names its configurations (PB-17)"
                                    .formatted(kind)
                            : "points is set, but %s finds its configurations itself: use LIST (PB-17)"
                                    .formatted(kind));
        }
    }

    /// A search algorithm.
    public Algorithm(Kind kind, long seed) {
        this(kind, seed, List.of());
    }

    /// Whether the configurations are listed rather than searched for.
    public final boolean listed() {
        return kind == Kind.LIST || kind == Kind.RERUN;
    }
}
