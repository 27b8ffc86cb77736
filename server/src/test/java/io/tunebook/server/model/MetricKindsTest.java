package io.tunebook.server.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.Event;
import io.tunebook.events.MetricKind;
import io.tunebook.server.EventStory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What metrics measure, by their names or as described.
class MetricKindsTest {
    private static final MetricKinds NAMES = new MetricKinds(Map.of(), "validation/error");

    @ParameterizedTest
    @CsvSource({
        "training/loss, TRAINING_LOSS",
        "train_loss, TRAINING_LOSS",
        "loss/train, TRAINING_LOSS",
        "trainLoss, TRAINING_LOSS",
        "Train Loss, TRAINING_LOSS",
        "train/cross_entropy, TRAINING_LOSS",
        "loss, TRAINING_LOSS",
        "training/error, TRAINING_ERROR",
        "train_acc, TRAINING_ERROR",
        "val_loss, VALIDATION_LOSS",
        "eval/loss, VALIDATION_LOSS",
        "test/nll, VALIDATION_LOSS",
        "eval/accuracy, VALIDATION_ERROR",
        "test_acc, VALIDATION_ERROR",
        "dev/f1, VALIDATION_ERROR",
        "gradient/norm, GRADIENT_NORM",
        "train/grad_norm, GRADIENT_NORM",
        "gradNorm, GRADIENT_NORM",
        "learning_rate, LEARNING_RATE",
        "train/lr, LEARNING_RATE",
        "lr-AdamW, LEARNING_RATE",
        "training/eval_loss, TRAINING_LOSS",
        "accuracy, OTHER",
        "epoch, OTHER",
        "train/samples_per_second, OTHER",
        "valuation, OTHER"
    })
    void theNameOfAMetricSuggestsWhatItMeasures(String metric, MetricKind kind) {
        assertThat(NAMES.of(metric)).isEqualTo(kind);
    }

    @Test
    void theObjectiveIsMeasuredOnTheValidationSet() {
        assertThat(new MetricKinds(Map.of(), "loss").of("loss"))
                .isEqualTo(MetricKind.VALIDATION_LOSS);
        assertThat(new MetricKinds(Map.of(), "accuracy").of("accuracy"))
                .isEqualTo(MetricKind.VALIDATION_ERROR);
        assertThat(new MetricKinds(Map.of(), "train_loss").of("train_loss"))
                .isEqualTo(MetricKind.TRAINING_LOSS);
    }

    @Test
    void aDescriptionCorrectsTheGuess() {
        EventStory story = EventStory.opened();
        story.then(new Event.MetricDescribed("p", "loss", MetricKind.OTHER));
        story.then(new Event.MetricDescribed("p", "fit/objective", MetricKind.TRAINING_LOSS));
        MetricKinds kinds =
                Objects.requireNonNull(story.snapshot().book().project("p")).metricKinds();
        assertThat(kinds.of("loss")).isEqualTo(MetricKind.OTHER);
        assertThat(kinds.isDescribed("train_loss")).isFalse();
        List<String> metrics = List.of("loss", "train_loss", "fit/objective");
        assertThat(kinds.find(MetricKind.TRAINING_LOSS, metrics)).hasValue("fit/objective");
        assertThat(
                        NAMES.find(
                                MetricKind.TRAINING_LOSS,
                                List.of("training/eval_loss", "train_loss")))
                .hasValue("train_loss");
        assertThat(NAMES.find(MetricKind.GRADIENT_NORM, metrics)).isEmpty();
    }

    @Test
    void accuraciesAreErrorsOfWhichMoreIsBetter() {
        assertThat(MetricKinds.isGain("test_acc")).isTrue();
        assertThat(MetricKinds.isGain("val_error")).isFalse();
    }
}
