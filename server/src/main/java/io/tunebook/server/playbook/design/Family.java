package io.tunebook.server.playbook.design;

import io.tunebook.events.Parameter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The kind of a hyperparameter, by the names that are common in the field.
enum Family {
    BATCH_SIZE("batch_size batch bs train_batch_size per_device_train_batch_size"),
    ACCUMULATION(
            "gradient_accumulation gradient_accumulation_steps accumulation_steps accumulate_grad_batches grad_accum grad_accum_steps"),
    STEPS(
            "steps num_steps train_steps training_steps max_steps num_train_steps epochs num_epochs n_epochs max_epochs"),
    OPTIMIZER("optimizer optimiser opt"),
    RATE("learning_rate lr base_lr eta base_learning_rate peak_lr"),
    MOMENTUM("momentum nesterov_momentum"),
    BETA1("beta1 beta_1 b1 adam_beta1"),
    BETA2("beta2 beta_2 b2 adam_beta2"),
    EPSILON("epsilon eps adam_epsilon adam_eps"),
    DECAY("decay rho"),
    SCHEDULE(
            "schedule lr_schedule scheduler warmup_steps warmup decay_steps decay_factor clip_norm"),
    REGULARISER("regularizer regulariser use_dropout use_weight_decay augmentation"),
    STRENGTH("weight_decay l1 l2 dropout dropout_rate label_smoothing stochastic_depth mixup"),
    ARCHITECTURE(
            "hidden_layers layers num_layers n_layers depth width units hidden_size hidden_units activation heads num_heads kernel_size channels");

    /// The hyperparameters of each optimizer in the literature (PB-07, PB-66).
    static final Map<String, Set<Family>> OF_OPTIMIZER =
            Map.of(
                    "sgd", Set.of(RATE),
                    "momentum", Set.of(RATE, MOMENTUM),
                    "nesterov", Set.of(RATE, MOMENTUM),
                    "rmsprop", Set.of(RATE, DECAY, MOMENTUM, EPSILON),
                    "adam", Set.of(RATE, BETA1, BETA2, EPSILON),
                    "adamw", Set.of(RATE, BETA1, BETA2, EPSILON),
                    "nadam", Set.of(RATE, BETA1, BETA2, EPSILON));

    /// The names, with a space before and after each.
    private final String names;

    Family(String names) {
        this.names = " " + names + " ";
    }

    static Optional<Family> of(Parameter p) {
        return of(p.name());
    }

    /// The family of a name, by the part after its last `.` or `/`.
    static Optional<Family> of(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('/')) + 1);
        String plain = last.toLowerCase(Locale.ROOT).replace('-', '_');
        if (plain.contains(" ")) {
            return Optional.empty();
        }
        for (Family family : values()) {
            if (family.names.contains(" " + plain + " ")) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    boolean is(Parameter p) {
        return of(p).filter(f -> f == this).isPresent();
    }

    /// Whether it belongs to an optimizer rather than to the model or the data.
    boolean optimizers() {
        return switch (this) {
            case RATE, MOMENTUM, BETA1, BETA2, EPSILON, DECAY, SCHEDULE -> true;
            case BATCH_SIZE, ACCUMULATION, STEPS, OPTIMIZER, REGULARISER, STRENGTH, ARCHITECTURE ->
                    false;
        };
    }

    /// Its name in a sentence.
    String title() {
        return this == RATE ? "learning_rate" : name().toLowerCase(Locale.ROOT);
    }
}
