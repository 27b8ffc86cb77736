package io.tunebook.server.playbook.design;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Goal;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import java.util.List;
import java.util.stream.Collectors;

/// Rules on the goal: something learns already (PB-06), one goal at a time (PB-10), and a search
/// that suits its phase (PB-20, PB-41).
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
                    "%d hyperparameters are scientific at once (%s): their effects cannot be told apart."
                            .formatted(scientific.size(), names),
                    "Ask about one, and make the others nuisance or leave them to a round of their own.");
        }
        if (!design.nearChance().isEmpty()) {
            lint.warn(
                    "PB-06",
                    "goal",
                    "Nothing in the project is known to learn yet: " + design.nearChance(),
                    "Before anything is compared, find an initial configuration that is much better than chance.");
        }
        if (design.goal().kind() == Goal.Kind.GREEDY
                && design.goal().phase() == Goal.Phase.EXPLORATION) {
            lint.warn(
                    "PB-11",
                    "goal",
                    "The goal is greedy while the round is exploration, which puts insight first.",
                    "Ask for an effect to understand, or call the round exploitation.");
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
                    "'%s' searches adaptively in an exploration round: its points crowd where it expects the best, so they teach little about the rest."
                            .formatted(study.name()),
                    "Use Halton or Sobol now, and Bayesian search once exploration has ended.");
        }
        if (!design.gate().isEmpty()) {
            lint.error(
                    "PB-41",
                    study.name(),
                    "Bayesian search comes after the space is refined and well sampled, and it is not yet: "
                            + String.join(" ", design.gate()),
                    "Close the gap by another quasi-random round first.");
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
                    "'%s' searches scientific values adaptively, so some get many trials and others few."
                            .formatted(study.name()),
                    "Sample scientific values uniformly: Halton, Sobol, random or grid.");
        }
    }
}
