package io.tunebook.server.exchange.tracking;

import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Objective;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Value;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A description as the text from which the ids of its steps are derived. Logs contain its hash, so
/// it never changes: a description that was interrupted under an earlier version is resumed.
///
/// It has the form of the records' `toString()` of that time, without later fields and names.
final class DescriptionText {
    private DescriptionText() {}

    static String of(Description d) {
        return "Description[project=%s, title=%s, objective=%s, goal=%s, roles=%s]"
                .formatted(
                        d.project(),
                        d.title(),
                        of(d.objective()),
                        of(d.goal()),
                        d.roles().stream()
                                .map(DescriptionText::of)
                                .collect(Collectors.joining(", ", "[", "]")));
    }

    private static String of(Objective o) {
        String direction =
                switch (o.direction()) {
                    case MINIMIZE -> "MINIMIZE";
                    case MAXIMIZE -> "MAXIMIZE";
                };
        return "Objective[metric=%s, direction=%s]".formatted(o.metric(), direction);
    }

    private static String of(Goal g) {
        String kind =
                switch (g.kind()) {
                    case IMPROVEMENT -> "IMPROVEMENT";
                    case UNDERSTANDING -> "UNDERSTANDING";
                    case GREEDY -> "GREEDY";
                };
        String phase =
                switch (g.phase()) {
                    case EXPLORATION -> "EXPLORATION";
                    case EXPLOITATION -> "EXPLOITATION";
                };
        return "Goal[kind=%s, phase=%s, question=%s]".formatted(kind, phase, g.question());
    }

    private static String of(Role.Assignment a) {
        String role =
                switch (a.role()) {
                    case SCIENTIFIC -> "SCIENTIFIC";
                    case NUISANCE -> "NUISANCE";
                    case FIXED -> "FIXED";
                };
        return "Assignment[parameter=%s, role=%s, why=%s]"
                .formatted(of(a.parameter()), role, a.why());
    }

    private static String of(Parameter p) {
        return "Parameter[name=%s, domain=%s, when=%s]"
                .formatted(p.name(), of(p.domain()), of(p.when()));
    }

    private static String of(Parameter.@Nullable Condition c) {
        return c == null
                ? "null"
                : "Condition[parameter=%s, equals=%s]".formatted(c.parameter(), of(c.equals()));
    }

    private static String of(Domain domain) {
        return switch (domain) {
            case Domain.Linear d -> range("Linear", d.low(), d.high());
            case Domain.Log d -> range("Log", d.low(), d.high());
            case Domain.ReverseLog d -> range("ReverseLog", d.low(), d.high());
            case Domain.Int d -> range("Whole", d.low(), d.high());
            case Domain.LogInt d -> range("LogWhole", d.low(), d.high());
            case Domain.Categorical d ->
                    d.values().stream()
                            .map(DescriptionText::of)
                            .collect(Collectors.joining(", ", "Choice[values=[", "]]"));
            case Domain.Fixed d -> "Fixed[value=%s]".formatted(of(d.value()));
        };
    }

    private static String range(String scale, Number low, Number high) {
        return "%s[low=%s, high=%s]".formatted(scale, low, high);
    }

    /// A number with four significant digits, as values are displayed.
    private static String of(Value value) {
        return switch (value) {
            case Value.Real r -> r.toString();
            case Value.Int w -> Long.toString(w.value());
            case Value.Text t -> t.value();
            case Value.Bool f -> Boolean.toString(f.value());
        };
    }
}
