package io.tunebook.server.model;

import io.tunebook.events.Configuration;
import io.tunebook.events.InfeasibleKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A configuration of a study and its outcome. Each state has only its own fields.
public sealed interface Trial {
    Spec spec();

    default String id() {
        return spec().id();
    }

    default int number() {
        return spec().number();
    }

    default Configuration configuration() {
        return spec().configuration();
    }

    /// The state's name in the API.
    default String state() {
        return switch (this) {
            case Proposed t -> "proposed";
            case Running t -> "running";
            case Completed t -> "completed";
            case Infeasible t -> "infeasible";
            case Abandoned t -> "abandoned";
        };
    }

    /// How its training was started, null when it was not started.
    default @Nullable Start started() {
        return switch (this) {
            case Proposed t -> null;
            case Running t -> t.start();
            case Completed t -> t.start();
            case Infeasible t -> t.start();
            case Abandoned t -> t.start();
        };
    }

    /// @param repeat which of the trials of its configuration it is, from 0
    record Spec(
            String id,
            String study,
            int number,
            Configuration configuration,
            int repeat,
            Stamp proposed) {}

    /// @param attempt at its configuration, from 1
    /// @param lease seconds without a heartbeat after which it is abandoned; null without a lease
    /// @param agent the id of the agent that trains it; null without one
    record Start(
            String backend,
            String device,
            long seed,
            int attempt,
            @Nullable Integer lease,
            @Nullable String agent,
            Stamp at) {}

    record Proposed(Spec spec) implements Trial {}

    record Running(Spec spec, Start start) implements Trial {}

    /// @param value the best objective in the course of training
    record Completed(
            Spec spec,
            Start start,
            double value,
            long bestStep,
            long steps,
            double seconds,
            Map<String, Double> measurements,
            Stamp at)
            implements Trial {}

    record Infeasible(
            Spec spec,
            @Nullable Start start,
            InfeasibleKind kind,
            String reason,
            @Nullable Long step,
            Stamp at)
            implements Trial {}

    /// @param failed whether the attempt failed, rather than being interrupted or stopped
    record Abandoned(Spec spec, @Nullable Start start, String why, boolean failed, Stamp at)
            implements Trial {}
}
