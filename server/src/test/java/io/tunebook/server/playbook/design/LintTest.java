package io.tunebook.server.playbook.design;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Algorithm;
import io.tunebook.events.Algorithm.Kind;
import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Parameter;
import io.tunebook.events.Parameter.Condition;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import io.tunebook.server.playbook.design.Warning.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A sound design, with one fault at a time.
class LintTest {
    private static final Value ADAM = new Value.Text("adam");
    private static final Value NESTEROV = new Value.Text("nesterov");
    private static final Domain RATE = new Domain.Log(1e-4, 1);
    private static final Goal GOAL =
            new Goal(Goal.Kind.UNDERSTANDING, Goal.Phase.EXPLORATION, "Adam or Nesterov?");

    private static Assignment role(Parameter p, Role role) {
        return new Assignment(p, role, "for a reason");
    }

    private static Assignment fixed(String name, Object value) {
        return role(Parameter.always(name, new Domain.Fixed(Value.of(value))), Role.FIXED);
    }

    private static Assignment nuisance(String name, Domain domain) {
        return role(Parameter.always(name, domain), Role.NUISANCE);
    }

    private static Assignment scientific(String name, Object... values) {
        List<Value> all = new ArrayList<>();
        for (Object v : values) {
            all.add(Value.of(v));
        }
        return role(Parameter.always(name, new Domain.Categorical(all)), Role.SCIENTIFIC);
    }

    private static Parameter under(Value optimizer, String name, Domain domain) {
        return new Parameter(name, domain, new Condition("optimizer", optimizer));
    }

    private static List<Assignment> sound() {
        return new ArrayList<>(
                List.of(
                        scientific("optimizer", "nesterov", "adam"),
                        role(under(NESTEROV, "learning_rate", RATE), Role.NUISANCE),
                        role(
                                under(NESTEROV, "momentum", new Domain.ReverseLog(0.5, 0.99)),
                                Role.NUISANCE),
                        role(under(ADAM, "learning_rate", RATE), Role.NUISANCE),
                        role(under(ADAM, "beta1", new Domain.Fixed(Value.of(0.9))), Role.FIXED),
                        role(under(ADAM, "beta2", new Domain.Fixed(Value.of(0.999))), Role.FIXED),
                        role(under(ADAM, "epsilon", new Domain.Fixed(Value.of(1e-8))), Role.FIXED),
                        fixed("batch_size", 64),
                        fixed("steps", 1000)));
    }

    private static Design.Plan study(Value optimizer, Kind kind, int trials) {
        List<Parameter> space = new ArrayList<>();
        for (Assignment a : sound()) {
            Parameter p = a.parameter();
            Condition when = p.when();
            if (p.name().equals("optimizer")) {
                space.add(Parameter.always("optimizer", new Domain.Fixed(optimizer)));
            } else if (when == null || when.equals().equals(optimizer)) {
                space.add(p);
            }
        }
        return new Design.Plan(
                "Tuned " + optimizer,
                new Configuration(Map.of("optimizer", optimizer)),
                new SearchSpace(space),
                new Algorithm(kind, 1),
                trials);
    }

    private static List<Design.Plan> studies() {
        return new ArrayList<>(
                List.of(study(NESTEROV, Kind.HALTON, 20), study(ADAM, Kind.HALTON, 20)));
    }

    private static Design design(List<Assignment> roles, List<Design.Plan> studies) {
        return new Design(GOAL, roles, studies, null, List.of(), "");
    }

    private static Design with(Assignment... more) {
        List<Assignment> roles = sound();
        roles.addAll(List.of(more));
        return design(roles, studies());
    }

    private static Design instead(String key, Assignment other) {
        List<Assignment> roles = sound();
        roles.replaceAll(a -> a.parameter().key().equals(key) ? other : a);
        return design(roles, studies());
    }

    private static Design without(String key) {
        List<Assignment> roles = sound();
        roles.removeIf(a -> a.parameter().key().equals(key));
        return design(roles, studies());
    }

    private static Design planned(Design.Plan... plans) {
        return design(sound(), List.of(plans));
    }

    private static Design on(Goal.Kind kind, Goal.Phase phase, Design d) {
        return new Design(
                new Goal(kind, phase, "q"),
                d.roles(),
                d.studies(),
                d.baseline(),
                d.gate(),
                d.nearChance());
    }

    private static Design.Plan adamWith(String name, Domain domain, int trials) {
        Design.Plan adam = study(ADAM, Kind.HALTON, trials);
        List<Parameter> space = new ArrayList<>(adam.space().parameters());
        space.replaceAll(p -> p.name().equals(name) ? new Parameter(name, domain, p.when()) : p);
        return new Design.Plan(
                adam.name(), adam.settings(), new SearchSpace(space), adam.algorithm(), trials);
    }

    @Test
    void aSoundDesignHasNoWarnings() {
        assertThat(Lint.of(design(sound(), studies()))).isEmpty();
    }

    static List<Arguments> faults() {
        Domain sizes = new Domain.Int(32, 512);
        Domain few = new Domain.Categorical(List.of(Value.of(1), Value.of(2)));
        Design.Plan joint =
                new Design.Plan(
                        "Joint",
                        Configuration.EMPTY,
                        new SearchSpace(sound().stream().map(Assignment::parameter).toList()),
                        new Algorithm(Kind.BAYESIAN, 1),
                        60);
        Design heavier =
                new Design(
                        GOAL,
                        List.of(
                                scientific("width", 64, 128),
                                nuisance("x", RATE),
                                fixed("batch_size", 64),
                                fixed("learning_rate", 0.1)),
                        List.of(),
                        new Configuration(Map.of("batch_size", Value.of(256))),
                        List.of(),
                        "");
        return List.of(
                Arguments.of(
                        "PB-04",
                        Severity.ERROR,
                        instead("batch_size", nuisance("batch_size", sizes))),
                Arguments.of("PB-04", Severity.ERROR, heavier),
                Arguments.of("PB-05", Severity.WARNING, with(fixed("accumulation_steps", 4))),
                Arguments.of(
                        "PB-06",
                        Severity.WARNING,
                        new Design(
                                GOAL,
                                sound(),
                                studies(),
                                null,
                                List.of(),
                                "The best trial reaches 88% where guessing reaches 90%.")),
                Arguments.of("PB-07", Severity.WARNING, without("epsilon[optimizer=adam]")),
                Arguments.of("PB-10", Severity.WARNING, with(scientific("width", 64, 128))),
                Arguments.of(
                        "PB-11",
                        Severity.WARNING,
                        on(Goal.Kind.GREEDY, Goal.Phase.EXPLORATION, with())),
                Arguments.of(
                        "PB-13",
                        Severity.WARNING,
                        design(List.of(scientific("width", 64, 128)), List.of())),
                Arguments.of(
                        "PB-14",
                        Severity.WARNING,
                        planned(
                                study(NESTEROV, Kind.HALTON, 20),
                                adamWith("learning_rate", new Domain.Fixed(Value.of(0.1)), 20))),
                Arguments.of(
                        "PB-15",
                        Severity.ERROR,
                        instead(
                                "learning_rate[optimizer=adam]",
                                role(
                                        under(
                                                ADAM,
                                                "learning_rate",
                                                new Domain.Fixed(Value.of(0.1))),
                                        Role.FIXED))),
                Arguments.of("PB-15", Severity.WARNING, with(nuisance("hidden_layers", few))),
                Arguments.of(
                        "PB-15",
                        Severity.WARNING,
                        design(
                                List.of(
                                        scientific("width", 64, 128),
                                        nuisance("lr", RATE),
                                        fixed("weight_decay", 0.1)),
                                List.of())),
                Arguments.of(
                        "PB-15",
                        Severity.WARNING,
                        design(
                                List.of(scientific("width", 64, 128), nuisance("optimizer", few)),
                                List.of())),
                Arguments.of(
                        "PB-15",
                        Severity.WARNING,
                        design(
                                List.of(
                                        role(Parameter.always("lr", RATE), Role.SCIENTIFIC),
                                        nuisance("momentum", RATE)),
                                List.of())),
                Arguments.of("PB-16", Severity.WARNING, with(nuisance("learning_rate", RATE))),
                Arguments.of(
                        "PB-18",
                        Severity.WARNING,
                        planned(study(NESTEROV, Kind.HALTON, 20), study(ADAM, Kind.HALTON, 40))),
                Arguments.of("PB-18", Severity.WARNING, planned(study(NESTEROV, Kind.HALTON, 20))),
                Arguments.of(
                        "PB-18",
                        Severity.WARNING,
                        planned(study(NESTEROV, Kind.HALTON, 20), study(ADAM, Kind.RANDOM, 20))),
                Arguments.of("PB-19", Severity.ERROR, planned(joint)),
                Arguments.of(
                        "PB-20",
                        Severity.ERROR,
                        planned(
                                study(NESTEROV, Kind.BAYESIAN, 20),
                                study(ADAM, Kind.BAYESIAN, 20))),
                Arguments.of(
                        "PB-21",
                        Severity.WARNING,
                        planned(study(NESTEROV, Kind.HALTON, 6), study(ADAM, Kind.HALTON, 6))),
                Arguments.of(
                        "PB-24",
                        Severity.WARNING,
                        instead(
                                "learning_rate[optimizer=adam]",
                                role(
                                        under(ADAM, "learning_rate", new Domain.Linear(0, 1)),
                                        Role.NUISANCE))),
                Arguments.of(
                        "PB-41",
                        Severity.ERROR,
                        new Design(
                                GOAL,
                                sound(),
                                List.of(study(ADAM, Kind.BAYESIAN, 20)),
                                null,
                                List.of("Too few points."),
                                "")),
                Arguments.of("PB-43", Severity.ERROR, instead("steps", nuisance("steps", sizes))),
                Arguments.of(
                        "PB-57",
                        Severity.WARNING,
                        instead(
                                "beta2[optimizer=adam]",
                                role(
                                        under(ADAM, "beta2", new Domain.ReverseLog(0.9, 0.9999)),
                                        Role.NUISANCE))));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aPlantedFaultIsFoundByItsRule(String rule, Severity severity, Design design) {
        assertThat(Lint.of(design))
                .anySatisfy(w -> {
                    assertThat(w.rule()).isEqualTo(rule);
                    assertThat(w.severity()).isEqualTo(severity);
                    assertThat(w.sentence()).endsWith(".");
                    assertThat(w.next()).endsWith(".");
                });
    }

    @Test
    void theMostSevereWarningComesFirstAndNoneIsRepeated() {
        Design bad = instead("steps", nuisance("steps", new Domain.Int(10, 100)));
        List<Warning> warnings =
                Lint.of(
                        new Design(
                                GOAL,
                                bad.roles(),
                                List.of(study(NESTEROV, Kind.HALTON, 4)),
                                null,
                                List.of(),
                                ""));
        assertThat(warnings.getFirst().severity()).isEqualTo(Severity.ERROR);
        assertThat(warnings.stream().map(Warning::id)).doesNotHaveDuplicates();
    }
}
