package io.tunebook.server.playbook.design;

import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import io.tunebook.events.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Rules on an optimizer's hyperparameters: each has a role (PB-07) under its own optimizer
/// (PB-16), and as many of Adam's are tuned as the budget allows (PB-57).
record OptimizerRules(Design design, Lint lint) {
    /// The number of trials from which each of Adam's hyperparameters is worth tuning (PB-57).
    private static final Map<Family, Integer> ADAM =
            Map.of(Family.BETA1, 10, Family.EPSILON, 26, Family.BETA2, 51);

    void check() {
        for (Assignment a : design.roles()) {
            if (Family.OPTIMIZER.is(a.parameter())) {
                List<Value> values = values(a.parameter().domain());
                values.forEach(v -> accounted(a.parameter(), v));
                if (values.size() > 1) {
                    conditional(a.parameter());
                }
                values.forEach(v -> budget(a.parameter(), v));
            }
        }
    }

    private static List<Value> values(Domain domain) {
        return switch (domain) {
            case Domain.Categorical c -> c.values();
            case Domain.Fixed f -> List.of(f.value());
            case Domain.Linear d -> List.of();
            case Domain.Log d -> List.of();
            case Domain.ReverseLog d -> List.of();
            case Domain.Int d -> List.of();
            case Domain.LogInt d -> List.of();
        };
    }

    /// The parameters that exist under this value of the optimizer.
    private List<Assignment> under(Parameter optimizer, Value value) {
        return design.roles().stream()
                .filter(a -> {
                    Parameter.Condition when = a.parameter().when();
                    return when == null
                            || !when.parameter().equals(optimizer.name())
                            || when.equals().equals(value);
                })
                .toList();
    }

    private void accounted(Parameter optimizer, Value value) {
        Set<Family> needed = Family.OF_OPTIMIZER.getOrDefault(value.toString(), Set.of());
        Set<Family> named =
                under(optimizer, value).stream()
                        .flatMap(a -> Family.of(a.parameter()).stream())
                        .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        needed.stream().filter(f -> !named.contains(f)).forEach(f -> missing.add(f.title()));
        if (!missing.isEmpty()) {
            boolean one = missing.size() == 1;
            lint.warn(
                    "PB-07",
                    value.toString(),
                    "%s %s no role under %s: %s the framework's default."
                            .formatted(
                                    String.join(", ", missing),
                                    one ? "has" : "have",
                                    value,
                                    one ? "it keeps" : "they keep"),
                    "Give %s a role; a fixed one becomes a caveat.".formatted(one ? "it" : "each"));
        }
    }

    private void conditional(Parameter optimizer) {
        for (Assignment a : design.roles()) {
            boolean optimizers = Family.of(a.parameter()).filter(Family::optimizers).isPresent();
            boolean schedule = Family.SCHEDULE.is(a.parameter());
            if (optimizers && !schedule && a.parameter().when() == null && a.role() != Role.FIXED) {
                lint.warn(
                        "PB-16",
                        a.parameter().key(),
                        "All optimizers share one %s, but for each it is a different hyperparameter with its own range."
                                .formatted(a.parameter().name()),
                        "Add one with a condition on '%s' for each value that has it."
                                .formatted(optimizer.name()));
            }
        }
    }

    private void budget(Parameter optimizer, Value value) {
        if (!value.toString().contains("adam")) {
            return;
        }
        int trials =
                design.studies().stream()
                        .filter(s ->
                                !s.settings().values().containsKey(optimizer.name())
                                        || value.equals(
                                                s.settings().values().get(optimizer.name())))
                        .mapToInt(Design.Plan::trials)
                        .max()
                        .orElse(0);
        if (trials == 0) {
            return;
        }
        List<String> early = new ArrayList<>();
        for (Assignment a : under(optimizer, value)) {
            Family.of(a.parameter())
                    .filter(f -> a.role() == Role.NUISANCE && trials < ADAM.getOrDefault(f, 0))
                    .ifPresent(f -> early.add(a.parameter().name()));
        }
        if (!early.isEmpty()) {
            lint.warn(
                    "PB-57",
                    value.toString(),
                    "%s of %s %s tuned with %d trials: too few to see an effect."
                            .formatted(
                                    String.join(", ", early),
                                    value,
                                    early.size() == 1 ? "is" : "are",
                                    trials),
                    "Tune only the learning rate with fewer than 10 trials, also beta1 up to 25, also epsilon above 25, and beta2 well above 25.");
        }
    }
}
