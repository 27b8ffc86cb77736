package io.tunebook.server.playbook.design;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Domain;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.analysis.Formats;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// Rules on the studies: fixed values are named as caveats (PB-14), scientific settings are tuned
/// equally (PB-18, PB-36), scientific values are equally frequent (PB-19), and there are enough
/// trials for the dimensions that vary (PB-21).
record StudyRules(Design design, Lint lint) {
    /// The trials for each varying dimension below which a quasi-random search is too sparse.
    private static final int MIN_A_DIMENSION = 5;

    void check() {
        design.studies().forEach(this::caveats);
        design.studies().forEach(this::density);
        List<Design.Plan> settled =
                design.studies().stream().filter(s -> !s.settings().values().isEmpty()).toList();
        if (settled.size() > 1) {
            equalEffort(settled);
        }
        design.in(Role.SCIENTIFIC).forEach(a -> covered(a, settled));
        design.studies().stream().filter(s -> s.settings().values().isEmpty()).forEach(this::joint);
    }

    private void caveats(Design.Plan study) {
        for (Parameter p : study.space().parameters()) {
            boolean nuisance =
                    design.in(Role.NUISANCE).stream()
                            .anyMatch(a -> a.parameter().key().equals(p.key()));
            if (nuisance && p.domain() instanceof Domain.Fixed(Value held)) {
                lint.warn(
                        "PB-14",
                        p.key(),
                        "'%s' fixes %s at %s, but the round tunes it: the caveat is missing."
                                .formatted(study.name(), p.key(), held),
                        "Give it the role fixed with a caveat, or a range.");
            }
        }
    }

    private void density(Design.Plan study) {
        int dimensions = study.space().varying().size();
        if (!study.algorithm().listed() && study.trials() < MIN_A_DIMENSION * dimensions) {
            lint.warn(
                    "PB-21",
                    study.name(),
                    "'%s' has %s for %s."
                            .formatted(
                                    study.name(),
                                    Formats.plural(study.trials(), "trial"),
                                    Formats.plural(dimensions, "dimension")),
                    "Give it %d or more, or fix the least important dimensions."
                            .formatted(MIN_A_DIMENSION * dimensions));
        }
    }

    private void equalEffort(List<Design.Plan> settled) {
        int fewest = settled.stream().mapToInt(Design.Plan::trials).min().orElseThrow();
        int most = settled.stream().mapToInt(Design.Plan::trials).max().orElseThrow();
        if (fewest != most) {
            lint.warn(
                    "PB-18",
                    "studies",
                    "Settings have %d to %d trials: a setting with more trials looks better for that reason alone."
                            .formatted(fewest, most),
                    "Give each the same number of trials.");
        }
        long kinds = settled.stream().map(s -> s.algorithm().kind()).distinct().count();
        if (kinds > 1) {
            lint.warn(
                    "PB-18",
                    "algorithms",
                    "Different algorithms search the settings.",
                    "Use the same algorithm for each.");
        }
    }

    /// Each value of a categorical scientific hyperparameter has a study, once one of them has.
    private void covered(Assignment a, List<Design.Plan> settled) {
        String name = a.parameter().name();
        List<Value> held =
                settled.stream()
                        .map(s -> s.settings().values().get(name))
                        .filter(Objects::nonNull)
                        .toList();
        boolean joint =
                design.studies().stream()
                        .anyMatch(s ->
                                s.space().varying().stream()
                                        .anyMatch(p -> p.key().equals(a.parameter().key())));
        if (joint || held.isEmpty() || !(a.parameter().domain() instanceof Domain.Categorical c)) {
            return;
        }
        List<Value> without = c.values().stream().filter(v -> !held.contains(v)).toList();
        if (!without.isEmpty()) {
            lint.warn(
                    "PB-18",
                    a.parameter().key(),
                    "No study holds %s at %s."
                            .formatted(
                                    name,
                                    without.stream()
                                            .map(Object::toString)
                                            .collect(Collectors.joining(" or "))),
                    "Plan one for each value that the round compares.");
        }
    }

    private void joint(Design.Plan study) {
        for (Assignment a : design.in(Role.SCIENTIFIC)) {
            boolean searched =
                    study.space().varying().stream()
                            .anyMatch(p -> p.key().equals(a.parameter().key()));
            if (searched
                    && study.algorithm().kind() == Algorithm.Kind.LIST
                    && !even(study, a.parameter())) {
                lint.warn(
                        "PB-19",
                        a.parameter().key(),
                        "The list of '%s' contains some values of %s more often than others."
                                .formatted(study.name(), a.parameter().name()),
                        "List each scientific value equally often.");
            }
            int values =
                    a.parameter().domain() instanceof Domain.Categorical c ? c.values().size() : 0;
            if (searched && values > 0 && study.trials() < 5 * values) {
                lint.warn(
                        "PB-21",
                        a.parameter().key(),
                        "%d trials over %d values of %s are about %d for each."
                                .formatted(
                                        study.trials(),
                                        values,
                                        a.parameter().name(),
                                        study.trials() / values),
                        "Compare fewer values, or give the study more trials.");
            }
        }
    }

    private static boolean even(Design.Plan study, Parameter p) {
        return study.algorithm().points().stream()
                        .map(c -> String.valueOf(c.values().get(p.name())))
                        .collect(Collectors.groupingBy(v -> v, Collectors.counting()))
                        .values()
                        .stream()
                        .distinct()
                        .count()
                <= 1;
    }
}
