package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;

/// A trial as a search uses it.
public sealed interface Observation {
    Configuration configuration();

    /// @param loss the objective, negated where higher is better
    record Measured(Configuration configuration, double loss) implements Observation {}

    /// The trial diverged or could not run.
    record Failed(Configuration configuration) implements Observation {}

    /// The trial is proposed and not finished yet.
    record Pending(Configuration configuration) implements Observation {}
}
