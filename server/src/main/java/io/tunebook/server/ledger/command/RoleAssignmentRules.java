package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;

import io.tunebook.events.Configuration;
import io.tunebook.events.Parameter;
import io.tunebook.events.Rejection;
import io.tunebook.events.Role;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The rules on roles: which roles are valid, and which study fits them (PB-12 to PB-18).
record RoleAssignmentRules(List<Role.Assignment> assignments) {

    /// Why these roles cannot be a round's design; null when they can.
    CommandDecision.@Nullable Rejected objection() {
        if (assignments.isEmpty()) {
            return rejected("PB-12", "a round needs hyperparameters with roles: add them");
        }
        if (assignments.stream().noneMatch(a -> a.role() == Role.SCIENTIFIC)) {
            return rejected(
                    "PB-13",
                    "no hyperparameter is scientific: choose at least one that this round measures");
        }
        try {
            new SearchSpace(assignments.stream().map(Role.Assignment::parameter).toList());
        } catch (Rejection e) {
            return rejected("PB-16", String.valueOf(e.getMessage()));
        }
        return namesakes(assignments.stream().map(Role.Assignment::parameter).toList());
    }

    /// Two hyperparameters of one name need the same parent with different values: otherwise both
    /// would exist in one configuration, which has one value per name.
    private static CommandDecision.@Nullable Rejected namesakes(List<Parameter> parameters) {
        Map<String, Parameter> first = new HashMap<>();
        for (Parameter p : parameters) {
            Parameter other = first.putIfAbsent(p.name(), p);
            if (other != null && !parent(p).equals(parent(other))) {
                return rejected(
                        "PB-16",
                        "%s and %s can exist at once: give one of them another name, or both conditions on the same parent"
                                .formatted(other.key(), p.key()));
            }
        }
        return null;
    }

    /// The name of the parent; for an unconditional hyperparameter a text that is no valid name.
    private static String parent(Parameter p) {
        Parameter.Condition when = p.when();
        return when == null ? p.key() + "!" : when.parameter();
    }

    /// Why a study over this space does not fit the round; null when it does.
    CommandDecision.@Nullable Rejected objection(Configuration settings, SearchSpace space) {
        Map<String, Role> roles =
                assignments.stream()
                        .collect(Collectors.toMap(a -> a.parameter().key(), Role.Assignment::role));
        for (Map.Entry<String, Value> setting : settings.values().entrySet()) {
            if (roles.get(setting.getKey()) != Role.SCIENTIFIC) {
                return rejected(
                        "PB-18",
                        "'%s' is not scientific in this round: a study fixes scientific values only"
                                .formatted(setting.getKey()));
            }
        }
        for (Parameter p : space.parameters()) {
            if (!roles.containsKey(p.key()) && !roles.containsKey(p.name())) {
                return rejected(
                        "PB-12",
                        "'%s' has no role in this round: assign one before it is searched"
                                .formatted(p.key()));
            }
        }
        return namesakes(space.parameters());
    }
}
