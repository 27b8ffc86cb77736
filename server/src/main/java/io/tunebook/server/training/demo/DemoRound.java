package io.tunebook.server.training.demo;

import static io.tunebook.events.Parameter.always;

import io.tunebook.events.Configuration;
import io.tunebook.events.Domain;
import io.tunebook.events.Goal;
import io.tunebook.events.Parameter;
import io.tunebook.events.Parameter.Condition;
import io.tunebook.events.Role;
import io.tunebook.events.Role.Assignment;
import io.tunebook.events.SearchSpace;
import io.tunebook.events.Value;
import java.util.List;
import java.util.Map;

/// The round's design: does Nesterov momentum or Adam reach the lower validation error?
///
/// Scientific: the optimizer. Nuisance: each optimizer's learning rate, and its momentum or beta1.
/// All other hyperparameters are fixed, each with a caveat.
final class DemoRound {
    static final List<String> OPTIMIZERS = List.of("nesterov", "adam");
    static final int TRIALS_EACH = 24;
    static final int STEPS = 1_200;

    static final Goal GOAL =
            new Goal(
                    Goal.Kind.UNDERSTANDING,
                    Goal.Phase.EXPLORATION,
                    "Does Nesterov momentum or Adam reach the lower validation error on this network?");

    private DemoRound() {}

    static List<Assignment> roles() {
        return List.of(
                new Assignment(
                        always(
                                "optimizer",
                                new Domain.Categorical(
                                        OPTIMIZERS.stream()
                                                .map(o -> (Value) new Value.Text(o))
                                                .toList())),
                        Role.SCIENTIFIC,
                        "The subject of this round."),
                nuisance(
                        "learning_rate",
                        "nesterov",
                        new Domain.Log(1e-3, 3),
                        "Must be tuned for each optimizer before comparing them (PB-15)."),
                nuisance(
                        "momentum",
                        "nesterov",
                        new Domain.ReverseLog(0.5, 0.999),
                        "Interacts with the learning rate; searched by 1 − momentum."),
                nuisance(
                        "learning_rate",
                        "adam",
                        new Domain.Log(1e-5, 1),
                        "A different hyperparameter from Nesterov's, with its own range (PB-16)."),
                nuisance(
                        "beta1",
                        "adam",
                        new Domain.ReverseLog(0.5, 0.999),
                        "With 24 trials Adam's beta1 is tuned too (PB-57); searched by 1 − beta1."),
                fixed(
                        "beta2",
                        "adam",
                        new Value.Real(0.999),
                        "Another beta2 may suit Adam better; 24 trials are too few to tune it (PB-57)."),
                fixed(
                        "epsilon",
                        "adam",
                        new Value.Real(1e-8),
                        "Another epsilon may suit Adam better; 24 trials are too few to tune it (PB-57)."),
                fixed("hidden_layers", new Value.Int(2), "Deeper networks may rank otherwise."),
                fixed("width", new Value.Int(128), "Wider networks may rank otherwise."),
                fixed("activation", new Value.Text("relu"), "Other activations were not tried."),
                fixed(
                        "batch_size",
                        new Value.Int(64),
                        "Valid for this batch size; another one needs both optimizers retuned (PB-04)."),
                fixed(
                        "steps",
                        new Value.Int(STEPS),
                        "Longer training may favour the other optimizer (PB-43)."),
                fixed(
                        "schedule",
                        new Value.Text("constant"),
                        "A decaying learning rate may help one optimizer more than the other (PB-56)."),
                fixed(
                        "weight_decay",
                        new Value.Real(0),
                        "Without regularisation; with it the ranking may change."));
    }

    static Configuration settings(String optimizer) {
        return new Configuration(Map.of("optimizer", new Value.Text(optimizer)));
    }

    /// The round's space with the optimizer fixed, without the hyperparameters of other optimizers.
    static SearchSpace space(String optimizer) {
        Value value = new Value.Text(optimizer);
        return new SearchSpace(
                roles().stream()
                        .map(Assignment::parameter)
                        .filter(p -> p.when() == null || value.equals(condition(p).equals()))
                        .map(p ->
                                p.name().equals("optimizer")
                                        ? always(p.name(), new Domain.Fixed(value))
                                        : p)
                        .toList());
    }

    private static Condition condition(Parameter p) {
        return java.util.Objects.requireNonNull(p.when());
    }

    private static Assignment nuisance(String name, String optimizer, Domain domain, String why) {
        return new Assignment(under(name, optimizer, domain), Role.NUISANCE, why);
    }

    private static Assignment fixed(String name, String optimizer, Value value, String why) {
        return new Assignment(under(name, optimizer, new Domain.Fixed(value)), Role.FIXED, why);
    }

    private static Assignment fixed(String name, Value value, String why) {
        return new Assignment(always(name, new Domain.Fixed(value)), Role.FIXED, why);
    }

    private static Parameter under(String name, String optimizer, Domain domain) {
        return new Parameter(name, domain, new Condition("optimizer", new Value.Text(optimizer)));
    }
}
