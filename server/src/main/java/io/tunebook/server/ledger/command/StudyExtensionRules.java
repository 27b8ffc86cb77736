package io.tunebook.server.ledger.command;

import static io.tunebook.server.ledger.command.CommandDecision.rejected;

import io.tunebook.events.Bounds;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.SearchSpace;
import io.tunebook.server.playbook.search.NaturalBounds;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The spaces that a study can be extended to: the same hyperparameters on the same scales with
/// bounds no narrower, so that every existing trial still belongs to it (PB-25), and within the
/// natural bounds of each.
final class StudyExtensionRules {
    private StudyExtensionRules() {}

    /// Why the study cannot be extended to `next`; null when it can.
    static CommandDecision.@Nullable Rejected objection(SearchSpace before, SearchSpace next) {
        List<String> keys = before.parameters().stream().map(Parameter::key).toList();
        if (!keys.equals(next.parameters().stream().map(Parameter::key).toList())) {
            return rejected(
                    "PB-25",
                    "the study searches over %s: create another study for other hyperparameters"
                            .formatted(keys));
        }
        for (int i = 0; i < keys.size(); i++) {
            if (!holds(next.parameters().get(i).domain(), before.parameters().get(i).domain())) {
                return rejected(
                        "PB-25",
                        "%s would exclude a part of its search range: only widen its bounds on the same scale"
                                .formatted(keys.get(i)));
            }
            CommandDecision.Rejected beyond =
                    beyondBounds(before.parameters().get(i), next.parameters().get(i));
            if (beyond != null) {
                return beyond;
            }
        }
        return null;
    }

    /// A range never leaves the hyperparameter's natural bounds; a request may state others.
    private static CommandDecision.@Nullable Rejected beyondBounds(
            Parameter before, Parameter next) {
        Bounds bounds =
                next.bounds() != null ? next.bounds() : NaturalBounds.of(before).orElse(null);
        return bounds == null || next.domain().numbers().stream().allMatch(bounds::contains)
                ? null
                : rejected(
                        "PB-25",
                        "%s cannot be %s: its natural bounds are %s. Choose a range within them, or send other bounds with the hyperparameter"
                                .formatted(next.key(), next.domain().text(), bounds));
    }

    private static boolean holds(Domain next, Domain before) {
        return switch (before) {
            case Domain.Linear(double low, double high) ->
                    next instanceof Domain.Linear n && n.low() <= low && n.high() >= high;
            case Domain.Log(double low, double high) ->
                    next instanceof Domain.Log n && n.low() <= low && n.high() >= high;
            case Domain.ReverseLog(double low, double high) ->
                    next instanceof Domain.ReverseLog n && n.low() <= low && n.high() >= high;
            case Domain.Int(long low, long high) ->
                    next instanceof Domain.Int n && n.low() <= low && n.high() >= high;
            case Domain.LogInt(long low, long high) ->
                    next instanceof Domain.LogInt n && n.low() <= low && n.high() >= high;
            case Domain.Categorical c ->
                    next instanceof Domain.Categorical n && n.values().containsAll(c.values());
            case Domain.Fixed f -> Objects.equals(f, next);
        };
    }
}
