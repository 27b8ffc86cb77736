package io.tunebook.server.exchange.imports;

import io.tunebook.events.Parameter;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Infers from the trials under which choice each parameter exists, which Optuna does not record.
final class Conditions {
    /// The least length of a value that a name contains on purpose.
    private static final int MIN_TEXT = 2;

    private Conditions() {}

    /// The space, parents first. A parameter that some trials lack depends on the choice that
    /// separates exactly those; on two values of it, it is listed twice (PB-16).
    ///
    /// @param trials the trials that have all of their parameters
    static List<Parameter> of(
            Map<String, OptunaDistribution> all, List<OptunaTrial> trials, SkippedItems skips) {
        List<Parameter> parents = new ArrayList<>();
        List<Parameter> children = new ArrayList<>();
        for (Map.Entry<String, OptunaDistribution> e : all.entrySet()) {
            String name = e.getKey();
            long having = trials.stream().filter(t -> t.params.containsKey(name)).count();
            if (having == trials.size() || having == 0) {
                parents.add(Parameter.always(OptunaStudy.named(name), e.getValue().domain()));
                continue;
            }
            List<Parameter> found = under(name, e.getValue(), all, trials);
            if (found.isEmpty()) {
                skips.add(
                        "the condition of '%s', which %,d of %,d trials have: no single choice explains it"
                                .formatted(name, having, trials.size()));
                parents.add(Parameter.always(OptunaStudy.named(name), e.getValue().domain()));
            }
            children.addAll(found);
        }
        parents.addAll(children);
        return parents;
    }

    /// The parameter under each value of the choice that explains best which trials have it: one
    /// whose value the parameter's name contains, such as `schedule` for `cosine.t_max`, else the
    /// one with the fewest values.
    private static List<Parameter> under(
            String name,
            OptunaDistribution distribution,
            Map<String, OptunaDistribution> all,
            List<OptunaTrial> trials) {
        List<Parameter> best = List.of();
        boolean named = false;
        for (Map.Entry<String, OptunaDistribution> e : all.entrySet()) {
            if (e.getValue() instanceof OptunaDistribution.Categorical choice
                    && !e.getKey().equals(name)
                    && trials.stream().allMatch(t -> t.params.containsKey(e.getKey()))) {
                List<Parameter> found = under(name, distribution, e.getKey(), choice, trials);
                boolean names = found.stream().anyMatch(p -> names(name, p));
                if (!found.isEmpty()
                        && (best.isEmpty()
                                || (names && !named)
                                || (names == named && found.size() < best.size()))) {
                    best = found;
                    named = names;
                }
            }
        }
        return best;
    }

    private static boolean names(String child, Parameter p) {
        return p.when() != null
                && p.when().equals() instanceof Value.Text(String text)
                && text.length() >= MIN_TEXT
                && child.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    /// The parameter under each value of a choice; empty when the choice does not explain it.
    private static List<Parameter> under(
            String name,
            OptunaDistribution distribution,
            String parent,
            OptunaDistribution.Categorical choice,
            List<OptunaTrial> trials) {
        TreeSet<String> with = new TreeSet<>();
        TreeSet<String> without = new TreeSet<>();
        for (OptunaTrial t : trials) {
            String value = String.valueOf(t.params.get(parent));
            (t.params.containsKey(name) ? with : without).add(value);
        }
        if (with.stream().anyMatch(without::contains)) {
            return List.of();
        }
        List<Parameter> found = new ArrayList<>();
        for (int i = 0; i < choice.texts().size(); i++) {
            if (with.contains(choice.texts().get(i))) {
                found.add(
                        new Parameter(
                                OptunaStudy.named(name),
                                distribution.domain(),
                                new Parameter.Condition(
                                        OptunaStudy.named(parent), choice.values().get(i))));
            }
        }
        return found;
    }
}
