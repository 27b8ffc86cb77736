package io.tunebook.server.model;

import io.tunebook.events.Event.LaunchDecided;
import io.tunebook.events.Event.LaunchProposed;

/// A change of the project's best configuration, proposed and then decided.
public sealed interface Launch {
    LaunchProposed facts();

    default String id() {
        return facts().launch();
    }

    record Proposed(LaunchProposed facts, Stamp at) implements Launch {}

    record Decided(LaunchProposed facts, LaunchDecided decision, Stamp at) implements Launch {}

    /// A launch that was reverted; the original decision stays readable.
    record Reverted(Decided before, String why, Stamp at) implements Launch {
        @Override
        public LaunchProposed facts() {
            return before.facts();
        }
    }
}
