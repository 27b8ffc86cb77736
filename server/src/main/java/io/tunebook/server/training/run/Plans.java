package io.tunebook.server.training.run;

import io.tunebook.events.Configuration;
import io.tunebook.events.Value;
import io.tunebook.kernels.Activation;
import io.tunebook.kernels.Layer;
import io.tunebook.kernels.Loss;
import io.tunebook.kernels.Network;
import io.tunebook.kernels.Normalisation;
import io.tunebook.kernels.Optimizer;
import io.tunebook.kernels.Regularisation;
import io.tunebook.kernels.Schedule;
import io.tunebook.kernels.TrainingPlan;
import io.tunebook.kernels.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Converts a configuration to a training plan. A missing hyperparameter has the default of the
/// literature; an unknown one is an error, because it would have no effect.
final class Plans {
    private static final int EVALUATIONS = 24;
    private static final Set<String> HYPERPARAMETERS =
            Set.of(
                    "optimizer",
                    "learning_rate",
                    "momentum",
                    "beta1",
                    "beta2",
                    "epsilon",
                    "decay",
                    "hidden_layers",
                    "width",
                    "conv_layers",
                    "channels",
                    "kernel",
                    "pooling",
                    "pool_window",
                    "normalisation",
                    "norm_batch",
                    "norm_momentum",
                    "norm_epsilon",
                    "loss",
                    "eval_every",
                    "eval_batch",
                    "checkpoints",
                    "decay_every",
                    "decay_factor",
                    "decay_steps",
                    "final_factor",
                    "activation",
                    "batch_size",
                    "steps",
                    "schedule",
                    "warmup_steps",
                    "weight_decay",
                    "l2",
                    "dropout",
                    "label_smoothing",
                    "clip_norm");

    private final Configuration configuration;

    private Plans(Configuration configuration) {
        this.configuration = configuration;
    }

    /// @throws IllegalArgumentException when the configuration cannot be trained; the message names
    ///   the hyperparameter
    static TrainingPlan of(Configuration configuration, Dataset data, long seed) {
        Set<String> unknown = new TreeSet<>(configuration.values().keySet());
        unknown.removeAll(HYPERPARAMETERS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "the trainer does not support the hyperparameter %s; it supports %s"
                            .formatted(unknown, new TreeSet<>(HYPERPARAMETERS)));
        }
        return new Plans(configuration).plan(data, seed);
    }

    private TrainingPlan plan(Dataset data, long seed) {
        int steps = integer("steps", 1_000);
        int batch = integer("batch_size", 64);
        Value clip = configuration.values().get("clip_norm");
        boolean adamW = text("optimizer", "").equals("adamw");
        return new TrainingPlan(
                network(data),
                choice("loss", Loss.class, Loss.CROSS_ENTROPY),
                optimizer(),
                schedule(steps),
                new Regularisation(
                        number("l2", 0),
                        adamW ? 0 : number("weight_decay", 0),
                        number("dropout", 0),
                        number("label_smoothing", 0)),
                batch,
                steps,
                new TrainingPlan.EvaluationSettings(
                        integer("eval_every", Math.max(1, steps / EVALUATIONS)),
                        integer("eval_batch", Math.max(256, batch)),
                        integer("checkpoints", 0)),
                seed,
                clip == null ? OptionalDouble.empty() : OptionalDouble.of(clip.number()));
    }

    /// Convolutions first, each twice as wide as the previous one and followed by pooling, then
    /// dense layers.
    private Network network(Dataset data) {
        int convolutions = integer("conv_layers", 0);
        List<Layer> layers = new ArrayList<>();
        int channels = integer("channels", 16);
        for (int i = 0; i < convolutions; i++) {
            layers.add(new Layer.Convolution(channels, integer("kernel", 3)));
            pooling(layers);
            channels = Math.min(4_096, 2 * channels);
        }
        for (int i = 0; i < integer("hidden_layers", 2); i++) {
            layers.add(new Layer.Dense(integer("width", 128)));
        }
        return new Network(
                data.shape(),
                layers,
                choice("activation", Activation.class, Activation.RELU),
                normalisation(),
                data.classes().size());
    }

    private void pooling(List<Layer> layers) {
        String name = text("pooling", "max");
        if (!name.equals("none")) {
            layers.add(
                    new Layer.Pooling(
                            choice("pooling", Layer.Pooling.Kind.class, Layer.Pooling.Kind.MAX),
                            integer("pool_window", 2)));
        }
    }

    private Normalisation normalisation() {
        String name = text("normalisation", "none");
        return switch (name) {
            case "none" -> new Normalisation.None();
            case "batch" ->
                    new Normalisation.BatchNorm(
                            integer("norm_batch", 32),
                            number("norm_momentum", 0.9),
                            number("norm_epsilon", 1e-5));
            default ->
                    throw new IllegalArgumentException(
                            "normalisation '%s' is not one of none, batch".formatted(name));
        };
    }

    private Optimizer optimizer() {
        double rate = number("learning_rate", Double.NaN);
        if (Double.isNaN(rate)) {
            throw new IllegalArgumentException("learning_rate is missing: set it");
        }
        double beta1 = number("beta1", 0.9);
        double beta2 = number("beta2", 0.999);
        double epsilon = number("epsilon", 1e-8);
        String name = text("optimizer", "nesterov");
        return switch (name) {
            case "sgd" -> new Optimizer.Sgd(rate);
            case "momentum" -> new Optimizer.Momentum(rate, number("momentum", 0.9));
            case "nesterov" -> new Optimizer.Nesterov(rate, number("momentum", 0.9));
            case "rmsprop" ->
                    new Optimizer.RmsProp(
                            rate, number("decay", 0.9), number("momentum", 0), epsilon);
            case "adam" -> new Optimizer.Adam(rate, beta1, beta2, epsilon);
            case "adamw" ->
                    new Optimizer.AdamW(rate, beta1, beta2, epsilon, number("weight_decay", 0.01));
            case "nadam" -> new Optimizer.NAdam(rate, beta1, beta2, epsilon);
            default ->
                    throw new IllegalArgumentException(
                            "optimizer '%s' is not one of sgd, momentum, nesterov, rmsprop, adam, adamw, nadam"
                                    .formatted(name));
        };
    }

    private Schedule schedule(int steps) {
        int warmup = integer("warmup_steps", 0);
        String name = text("schedule", "constant");
        return switch (name) {
            case "constant" -> new Schedule.Constant(warmup);
            case "linear" ->
                    new Schedule.LinearDecay(
                            warmup,
                            integer("decay_steps", Integer.MAX_VALUE),
                            number("final_factor", 0));
            case "step" ->
                    new Schedule.StepDecay(
                            warmup,
                            integer("decay_every", Math.max(1, steps / 3)),
                            number("decay_factor", 0.1));
            case "cosine" -> new Schedule.CosineDecay(warmup, number("final_factor", 0));
            default ->
                    throw new IllegalArgumentException(
                            "schedule '%s' is not one of constant, step, linear, cosine"
                                    .formatted(name));
        };
    }

    private double number(String name, double otherwise) {
        Value value = configuration.values().get(name);
        if (value == null) {
            return otherwise;
        }
        double number = value.number();
        if (Double.isNaN(number)) {
            throw new IllegalArgumentException(
                    "%s must be a number, not %s".formatted(name, value));
        }
        return number;
    }

    private int integer(String name, int otherwise) {
        double number = number(name, otherwise);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "%s must be an integer, not %s".formatted(name, number));
        }
        return (int) number;
    }

    private String text(String name, String otherwise) {
        Value value = configuration.values().get(name);
        return value == null ? otherwise : value.toString();
    }

    private <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        @Nullable Value value = configuration.values().get(name);
        if (value == null) {
            return otherwise;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(value.toString()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "%s '%s' is not one of %s"
                                        .formatted(
                                                name,
                                                value,
                                                Arrays.toString(type.getEnumConstants())
                                                        .toLowerCase(Locale.ROOT))));
    }
}
