package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Role;
import java.util.List;

/// A description of an experiment, by which its runs become the trials of a study.
///
/// @param project the id of the project that the round belongs to, created when there is none
/// @param title of a project that is created
/// @param roles one for every parameter, with its type and the range over which it was tried
public record Description(
        String project, String title, Objective objective, Goal goal, List<Role.Assignment> roles) {
    public Description {
        roles = List.copyOf(roles);
    }

    /// The same description with its objective in this unit.
    public Description in(Objective.Unit unit) {
        return new Description(
                project, title, objective.in(unit, objective.examples()), goal, roles);
    }
}
