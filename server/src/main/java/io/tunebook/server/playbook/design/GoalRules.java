package io.tunebook.server.playbook.design;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Goal;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import java.util.List;
import java.util.stream.Collectors;

/// Rules on the goal: a configuration that learns (PB-06), one goal at a time (PB-10), and a search
/// algorithm that suits the phase (PB-20, PB-41).
record GoalRules(Design design, Lint lint) {

    void check() {
        List<Assignment> scientific =
                design.in(Role.SCIENTIFIC).stream()
                        .filter(a -> a.parameter().when() == null)
                        .toList();
        String names =
                scientific.stream()
                        .map(a -> a.parameter().name())
                        .collect(Collectors.joining(", "));
        if (scientific.size() > 1 && design.goal().kind() != Goal.Kind.GREEDY) {
            lint.warn(
                    "PB-10",
                    "goal",
                    "%d hyperparameters are scientific at once (%s): their effects cannot be separated."
                            .formatted(scientific.size(), names),
                    "Make one scientific, and make the others nuisance or study them in another round.");
        }
        if (!design.nearChance().isEmpty()) {
            lint.warn(
                    "PB-06",
                    "goal",
                    "No configuration of the project is better than chance yet: "
                            + design.nearChance(),
                    "First find an initial configuration that is much better than chance.");
        }
        if (design.goal().kind() == Goal.Kind.GREEDY
                && design.goal().phase() == Goal.Phase.EXPLORATION) {
            lint.warn(
                    "PB-11",
                    "goal",
                    "The goal is greedy (best result only), but the round is exploration, which puts insight first.",
                    "Set a goal about an effect, or make the round exploitation.");
        }
        design.studies().stream()
                .filter(s -> s.algorithm().kind() == Algorithm.Kind.BAYESIAN)
                .forEach(this::bayesian);
    }

    private void bayesian(Design.Plan study) {
        if (design.goal().phase() == Goal.Phase.EXPLORATION) {
            lint.error(
                    "PB-20",
                    study.name(),
                    "'%s' searches adaptively in an exploration round: its trials concentrate near the expected best, so they show little about the rest of the space."
                            .formatted(study.name()),
                    "Use Halton or Sobol now, and Bayesian search once exploration has ended.");
        }
        if (!design.gate().isEmpty()) {
            lint.error(
                    "PB-41",
                    study.name(),
                    "Bayesian search needs a refined and well sampled space: "
                            + String.join(" ", design.gate()),
                    "Run another quasi-random round first.");
        }
        boolean scientific =
                study.space().varying().stream()
                        .anyMatch(p ->
                                design.in(Role.SCIENTIFIC).stream()
                                        .anyMatch(a -> a.parameter().key().equals(p.key())));
        if (scientific && design.goal().kind() != Goal.Kind.GREEDY) {
            lint.error(
                    "PB-19",
                    study.name(),
                    "'%s' searches scientific values adaptively, so some values get many trials and others few."
                            .formatted(study.name()),
                    "Sample scientific values uniformly: Halton, Sobol, random or grid.");
        }
    }
}
