package io.tunebook.server.command;

import static io.tunebook.server.command.Decision.against;

import io.tunebook.events.Configuration;
import io.tunebook.events.Parameter;
import io.tunebook.events.Rejection;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rules on roles: who may have which, and which study fits a round's roles (PB-12 to PB-18).
record Roles(List<Role.Assignment> assignments) {

    /// Why these roles cannot be a round's design; null when they can.
    Decision.@Nullable Rejected objection() {
        if (assignments.isEmpty()) {
            return against("PB-12", "a round needs a role for every hyperparameter: name them");
        }
        if (assignments.stream().noneMatch(a -> a.role() == Role.SCIENTIFIC)) {
            return against("PB-13", "nothing is scientific: name what this round measures first");
        }
        try {
            new SearchSpace(assignments.stream().map(Role.Assignment::parameter).toList());
        } catch (Rejection e) {
            return against("PB-16", String.valueOf(e.getMessage()));
        }
        return null;
    }

    /// Why a study over this space does not fit the round; null when it does.
    Decision.@Nullable Rejected objection(Configuration settings, SearchSpace space) {
        Map<String, Role> roles =
                assignments.stream()
                        .collect(Collectors.toMap(a -> a.parameter().key(), Role.Assignment::role));
        for (Map.Entry<String, Value> setting : settings.values().entrySet()) {
            if (roles.get(setting.getKey()) != Role.SCIENTIFIC) {
                return against(
                        "PB-18",
                        "'%s' is not scientific in this round: a study holds scientific values only"
                                .formatted(setting.getKey()));
            }
        }
        for (Parameter p : space.parameters()) {
            if (!roles.containsKey(p.key()) && !roles.containsKey(p.name())) {
                return against(
                        "PB-12",
                        "'%s' has no role in this round: assign one before it is searched"
                                .formatted(p.key()));
            }
        }
        return null;
    }
}
