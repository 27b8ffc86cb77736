package io.tunebook.server.playbook.design;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Parameter;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import io.tunebook.events.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rules on the roles of hyperparameters (PB-04, PB-05, PB-13, PB-15, PB-43).
record RoleRules(Design design, Lint lint) {

    void check() {
        if (design.in(Role.NUISANCE).isEmpty() && !design.roles().isEmpty()) {
            lint.warn(
                    "PB-13",
                    "roles",
                    "No hyperparameter is nuisance: scientific values are compared at one setting of all others, which may suit only one of them.",
                    "Start with all but the scientific ones as nuisance, and fix only those whose tuning is not worth its cost.");
        }
        for (Assignment a : design.roles()) {
            Family.of(a.parameter()).ifPresent(f -> check(a, f));
        }
    }

    private void check(Assignment a, Family family) {
        Parameter p = a.parameter();
        switch (family) {
            case BATCH_SIZE -> batchSize(a);
            case ACCUMULATION ->
                    lint.warn(
                            "PB-05",
                            p.key(),
                            "Gradient accumulation does not raise throughput: a large batch takes the time of its parts.",
                            "Remove it unless the batch does not fit into memory.");
            case STEPS -> steps(a);
            case OPTIMIZER -> {
                if (a.role() == Role.NUISANCE) {
                    lint.warn(
                            "PB-15",
                            p.key(),
                            "The choice of optimizer is nuisance, but each optimizer has its own hyperparameters.",
                            "Make it scientific, or fix it.");
                }
            }
            case RATE, MOMENTUM, BETA1, SCHEDULE -> optimizers(a, family);
            case BETA2, EPSILON, DECAY -> {
                if (a.role() == Role.SCIENTIFIC) {
                    optimizers(a, family);
                }
            }
            case REGULARISER -> {
                if (a.role() == Role.NUISANCE) {
                    lint.note(
                            "PB-15",
                            p.key(),
                            "Whether a regulariser is used is nuisance here.",
                            "Make it scientific or fixed; only its strength is nuisance.");
                }
            }
            case STRENGTH -> strength(a);
            case ARCHITECTURE -> {
                if (a.role() == Role.NUISANCE) {
                    lint.warn(
                            "PB-15",
                            p.key(),
                            "%s changes the cost of a step, but is nuisance.".formatted(p.name()),
                            "Make it scientific, or fix it: choose the architecture by its cost too.");
                }
            }
        }
    }

    private void batchSize(Assignment a) {
        String key = a.parameter().key();
        if (a.role() == Role.NUISANCE
                || (a.role() == Role.SCIENTIFIC
                        && design.goal().kind() != Goal.Kind.UNDERSTANDING)) {
            lint.error(
                    "PB-04",
                    key,
                    "The batch size is tuned to improve the objective, but it determines the speed of training, not the best objective.",
                    "Fix it at the size that runs fastest on the hardware (see bench batch).");
            return;
        }
        Value live = live(key);
        if (a.parameter().domain() instanceof Domain.Fixed(Value now)
                && live != null
                && !live.equals(now)) {
            List<String> fixed =
                    design.in(Role.FIXED).stream()
                            .map(Assignment::parameter)
                            .filter(p ->
                                    Family.RATE.is(p)
                                            || Family.MOMENTUM.is(p)
                                            || Family.STRENGTH.is(p))
                            .map(Parameter::key)
                            .toList();
            if (!fixed.isEmpty()) {
                lint.error(
                        "PB-04",
                        key,
                        "The batch size changes from %s to %s, but %s keep the values tuned for the old one."
                                .formatted(live, now, String.join(", ", fixed)),
                        "Tune the hyperparameters of the optimizer and of regularisation again.");
            }
        }
    }

    private @Nullable Value live(String key) {
        Configuration baseline = design.baseline();
        return baseline == null ? null : baseline.values().get(key);
    }

    private void steps(Assignment a) {
        if (a.role() != Role.FIXED) {
            lint.error(
                    "PB-43",
                    a.parameter().key(),
                    "The number of training steps varies: trials of different lengths are not comparable.",
                    "Fix it for the study, and use the curves to choose the number for the next round.");
        }
    }

    private void optimizers(Assignment a, Family family) {
        String key = a.parameter().key();
        if (a.role() == Role.FIXED && family == Family.RATE) {
            lint.error(
                    "PB-15",
                    key,
                    "The learning rate is fixed, so the other changes are not compared fairly.",
                    "Make it nuisance, with a log range.");
        } else if (a.role() == Role.FIXED && family == Family.MOMENTUM) {
            lint.note(
                    "PB-15",
                    key,
                    "%s is fixed; an optimizer's hyperparameters are rarely fixed.".formatted(key),
                    "Tune it too when the budget allows.");
        } else if (a.role() == Role.SCIENTIFIC && family != Family.SCHEDULE) {
            lint.warn(
                    "PB-15",
                    key,
                    "%s is scientific: its best value depends on nearly all other hyperparameters, so its effect alone is rarely useful."
                            .formatted(key),
                    "Make it nuisance, unless its effect is the goal.");
        }
        if (family == Family.RATE && a.parameter().domain() instanceof Domain.Linear) {
            lint.warn(
                    "PB-24",
                    key,
                    "%s is searched on a linear scale, so most trials lie in its top decade."
                            .formatted(key),
                    "Use a log range.");
        }
    }

    private void strength(Assignment a) {
        String key = a.parameter().key();
        if (a.role() == Role.SCIENTIFIC) {
            lint.note(
                    "PB-15",
                    key,
                    "The strength of a regulariser is scientific; usually only its use is.",
                    "Make its use scientific, and its strength nuisance.");
        }
        boolean sizes =
                design.in(Role.SCIENTIFIC).stream()
                        .anyMatch(s -> Family.ARCHITECTURE.is(s.parameter()));
        if (a.role() == Role.FIXED && sizes) {
            lint.warn(
                    "PB-15",
                    key,
                    "%s is fixed while the model's size is scientific, and the two interact: a larger model often needs more of it."
                            .formatted(key),
                    "Make it nuisance.");
        }
    }
}
