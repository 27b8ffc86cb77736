package io.tunebook.server.ledger.command;

import io.tunebook.events.Objective;
import io.tunebook.events.Trainer;
import org.jspecify.annotations.Nullable;

/// What Tunebook's own training reports of a project's objective (PB-24). What a trainer outside
/// reports, it alone knows.
public final class ObjectiveSupport {
    /// The objective that our own training measures, and lowers.
    public static final Objective OBJECTIVE =
            new Objective("validation/error", Objective.Direction.MINIMIZE);

    private ObjectiveSupport() {}

    /// @return why a study of this trainer can never have the objective; null when it can
    static Decision.@Nullable Rejected objection(Objective objective, Trainer trainer) {
        if (trainer != Trainer.BUILT_IN || objective.equals(OBJECTIVE)) {
            return null;
        }
        return Decision.against(
                "PB-24",
                objective.metric().equals(OBJECTIVE.metric())
                        ? "the objective '%s' is to be maximised, and it is an error: create a project that minimises it"
                                .formatted(objective.metric())
                        : "the objective '%s' is never reported by Tunebook's own training, which reports '%s': create a project with that objective, or a study with the trainer 'external'"
                                .formatted(objective.metric(), OBJECTIVE.metric()));
    }
}
