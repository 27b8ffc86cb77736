package io.tunebook.server.model;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A metric's name as lower-case words in order: `train/gradNorm_l2` is train, grad, norm, l2.
record MetricName(List<String> words) {
    private static final Pattern BOUNDARY =
            Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    static MetricName of(String metric) {
        return new MetricName(
                BOUNDARY.splitAsStream(metric)
                        .map(word -> word.toLowerCase(Locale.ROOT))
                        .filter(word -> !word.isEmpty())
                        .toList());
    }

    boolean hasAny(Set<String> others) {
        return words.stream().anyMatch(others::contains);
    }

    /// Whether it names a share of examples, such as an error rate or an accuracy, and no loss.
    boolean share() {
        return (hasAny(SHARES) || hasAny(GAINS)) && !loss();
    }

    /// Whether it names a loss: a sum of differences or of logarithms, without an upper bound.
    boolean loss() {
        return words.stream().anyMatch(w -> w.endsWith("loss")) || hasAny(LOSSES);
    }

    /// Whether it names a share of which more is better.
    boolean gain() {
        return hasAny(GAINS) && !loss();
    }

    private static final Set<String> GAINS =
            Set.of(
                    "accuracy",
                    "acc",
                    "accuracies",
                    "top1",
                    "top5",
                    "f1",
                    "auc",
                    "auroc",
                    "auprc",
                    "precision",
                    "recall",
                    "iou",
                    "miou",
                    "dice");

    private static final Set<String> SHARES =
            Set.of("error", "err", "errors", "wer", "cer", "misclassification");

    private static final Set<String> LOSSES =
            Set.of(
                    "mse",
                    "rmse",
                    "mae",
                    "mape",
                    "msle",
                    "rmsle",
                    "nll",
                    "ce",
                    "bce",
                    "crossentropy",
                    "entropy",
                    "perplexity",
                    "ppl",
                    "likelihood",
                    "squared",
                    "square",
                    "absolute",
                    "quantile",
                    "reconstruction");
}
