package io.tunebook.events.log;

/// The version of its stream that an append expects.
public sealed interface Expected {
    /// Any version.
    record Any() implements Expected {
        @Override
        public String toString() {
            return "any";
        }
    }

    /// The stream has no event.
    record None() implements Expected {
        @Override
        public String toString() {
            return "new";
        }
    }

    /// The stream has at least one event.
    record Exists() implements Expected {
        @Override
        public String toString() {
            return "begun";
        }
    }

    /// The last event of the stream has this version; 0 is the same as [None].
    record Exact(long version) implements Expected {
        public Exact {
            if (version < 0) {
                throw new IllegalArgumentException(
                        "a stream's version is 0 or more, not " + version);
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

    /// Whether a stream at `version`, 0 for none, matches.
    default boolean holds(long version) {
        return switch (this) {
            case Any e -> true;
            case None e -> version == 0;
            case Exists e -> version > 0;
            case Exact e -> version == e.version();
        };
    }
}
