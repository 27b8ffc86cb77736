package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.Event.ProjectCreated;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// @param baselines the live configurations over time, the current one last, without reverted ones
public record Project(
        ProjectCreated facts,
        Stamp created,
        PVector<Baseline> baselines,
        PVector<String> rounds,
        PVector<String> launches) {
    /// The configuration that was live from `since` on.
    ///
    /// @param launch the launch that made it live, null when it was recorded without one
    public record Baseline(
            Configuration configuration,
            @Nullable Double value,
            @Nullable String launch,
            String note,
            Stamp since) {}

    static Project of(ProjectCreated facts, Stamp created) {
        return new Project(
                facts, created, TreePVector.empty(), TreePVector.empty(), TreePVector.empty());
    }

    public String id() {
        return facts.project();
    }

    /// The live configuration, null when none was launched or recorded.
    public @Nullable Baseline baseline() {
        return baselines.isEmpty() ? null : baselines.get(baselines.size() - 1);
    }

    Project withBaseline(Baseline baseline) {
        return new Project(facts, created, baselines.plus(baseline), rounds, launches);
    }

    Project withoutBaselineOf(String launch) {
        PVector<Baseline> left = baselines;
        for (int i = left.size() - 1; i >= 0; i--) {
            if (launch.equals(left.get(i).launch())) {
                left = left.minus(i);
            }
        }
        return new Project(facts, created, left, rounds, launches);
    }

    Project withRound(String round) {
        return new Project(facts, created, baselines, rounds.plus(round), launches);
    }

    Project withLaunch(String launch) {
        return new Project(facts, created, baselines, rounds, launches.plus(launch));
    }
}
