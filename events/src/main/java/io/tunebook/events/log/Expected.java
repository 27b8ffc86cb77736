package io.tunebook.events.log;

/// What an append expects of its stream.
public sealed interface Expected {
    /// Nothing.
    record Any() implements Expected {
        @Override
        public String toString() {
            return "any";
        }
    }

    /// That it has no event yet.
    record None() implements Expected {
        @Override
        public String toString() {
            return "new";
        }
    }

    /// That it has one at least.
    record Exists() implements Expected {
        @Override
        public String toString() {
            return "begun";
        }
    }

    /// That its last event has this version; 0 is the same as [None].
    record Exact(long version) implements Expected {
        public Exact {
            if (version < 0) {
                throw new IllegalArgumentException(
                        "a stream's version is never negative, as " + version + " is");
            }
        }

        @Override
        public String toString() {
            return "at version " + version;
        }
    }

    static Expected any() {
        return new Any();
    }

    static Expected none() {
        return new None();
    }

    static Expected exists() {
        return new Exists();
    }

    static Expected exact(long version) {
        return new Exact(version);
    }

    /// Whether a stream at `version`, 0 for none, is what was expected.
    default boolean holds(long version) {
        return switch (this) {
            case Any e -> true;
            case None e -> version == 0;
            case Exists e -> version > 0;
            case Exact e -> version == e.version();
        };
    }
}
