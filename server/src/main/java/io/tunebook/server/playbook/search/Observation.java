package io.tunebook.server.playbook.search;

import io.tunebook.events.Configuration;

/// What a search knows of a trial.
public sealed interface Observation {
    Configuration configuration();

    /// @param loss the objective, turned so that lower is better
    record Measured(Configuration configuration, double loss) implements Observation {}

    /// It diverged or could not run.
    record Failed(Configuration configuration) implements Observation {}

    /// It has been proposed and has not ended yet.
    record Pending(Configuration configuration) implements Observation {}
}
