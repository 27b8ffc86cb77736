package io.tunebook.events;

/// How a study's configurations are chosen; with the same seed, the same configurations.
public record Algorithm(Kind kind, long seed) {
    public enum Kind {
        /// Scrambled, shifted Halton sequence (PB-58).
        HALTON,
        /// Independent uniform draws.
        RANDOM
    }
}
