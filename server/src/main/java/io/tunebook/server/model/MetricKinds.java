package io.tunebook.server.model;

import io.tunebook.events.MetricKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the metrics of a project measure: as a person has described them, else as their names
/// suggest. `train_loss`, `loss/train` and `training/loss` are all the training loss.
///
/// @param described what metrics measure, by name, as described by a person
/// @param objective the metric that is optimised, which is measured on the validation set
public record MetricKinds(Map<String, MetricKind> described, String objective) {

    private static final Set<String> TRAINING = Set.of("train", "training", "tr", "trn");
    private static final Set<String> VALIDATION =
            Set.of(
                    "validation",
                    "valid",
                    "val",
                    "eval",
                    "evaluation",
                    "test",
                    "testing",
                    "dev",
                    "heldout",
                    "holdout");
    private static final Set<String> RATES = Set.of("lr", "learningrate");
    private static final Set<String> GRADIENTS = Set.of("grad", "grads", "gradient", "gradients");

    /// What this metric measures.
    public MetricKind of(String metric) {
        MetricKind known = described.get(metric);
        if (known != null) {
            return known;
        }
        MetricName name = MetricName.of(metric);
        MetricKind guess = guess(name);
        if (!metric.equals(objective) || name.hasAny(TRAINING)) {
            return guess;
        }
        return name.loss()
                ? MetricKind.VALIDATION_LOSS
                : name.share() ? MetricKind.VALIDATION_ERROR : guess;
    }

    /// Whether more of an error metric is better: it is an accuracy, not an error rate.
    public static boolean isGain(String metric) {
        return MetricName.of(metric).gain();
    }

    /// Whether a person has described it.
    public boolean isDescribed(String metric) {
        return described.containsKey(metric);
    }

    /// What the name of a metric suggests; [MetricKind#OTHER] when it suggests nothing.
    private static MetricKind guess(MetricName name) {
        if (name.hasAny(RATES)
                || (name.hasAny(Set.of("learning")) && name.hasAny(Set.of("rate")))) {
            return MetricKind.LEARNING_RATE;
        }
        if (name.hasAny(Set.of("gradnorm"))
                || (name.hasAny(GRADIENTS) && name.hasAny(Set.of("norm", "magnitude")))) {
            return MetricKind.GRADIENT_NORM;
        }
        boolean loss = name.loss();
        if (!loss && !name.share()) {
            return MetricKind.OTHER;
        }
        for (String word : name.words()) {
            if (TRAINING.contains(word)) {
                return loss ? MetricKind.TRAINING_LOSS : MetricKind.TRAINING_ERROR;
            }
            if (VALIDATION.contains(word)) {
                return loss ? MetricKind.VALIDATION_LOSS : MetricKind.VALIDATION_ERROR;
            }
        }
        // Most trainers report the loss that they minimise without a prefix.
        return name.words().equals(List.of("loss")) ? MetricKind.TRAINING_LOSS : MetricKind.OTHER;
    }

    /// The metric of this kind, if one of these is: a described one before a guessed one, then the
    /// one with the shortest name, then the first by the alphabet.
    public Optional<String> find(MetricKind kind, Collection<String> metrics) {
        return metrics.stream()
                .filter(metric -> of(metric) == kind)
                .min(
                        Comparator.comparing((String metric) -> !isDescribed(metric))
                                .thenComparingInt(String::length)
                                .thenComparing(Comparator.naturalOrder()));
    }
}
