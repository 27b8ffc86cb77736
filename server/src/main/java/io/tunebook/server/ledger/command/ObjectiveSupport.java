package io.tunebook.server.ledger.command;

import io.tunebook.events.Objective;
import io.tunebook.events.Trainer;
import org.jspecify.annotations.Nullable;

/// Whether Tunebook's own training reports a project's objective (PB-24). External trainers may
/// report any objective.
public final class ObjectiveSupport {
    /// The objective that Tunebook's own training measures and minimises.
    public static final Objective OBJECTIVE =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    private ObjectiveSupport() {}

    /// @return why a study of this trainer cannot have the objective; null when it can
    static CommandDecision.@Nullable Rejected objection(Objective objective, Trainer trainer) {
        if (trainer != Trainer.BUILT_IN || objective.sameMetric(OBJECTIVE)) {
            return null;
        }
        return CommandDecision.rejected(
                "PB-24",
                objective.metric().equals(OBJECTIVE.metric())
                        ? "the objective '%s' is maximised, but it is an error: create a project that minimises it"
                                .formatted(objective.metric())
                        : "Tunebook's own training does not report the objective '%s', but '%s': create a project with that objective, or a study with the trainer 'external'"
                                .formatted(objective.metric(), OBJECTIVE.metric()));
    }
}
