package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/// What a metric measures.
public enum MetricKind {
    @JsonProperty("training-loss")
    TRAINING_LOSS,
    @JsonProperty("training-error")
    TRAINING_ERROR,
    @JsonProperty("validation-loss")
    VALIDATION_LOSS,
    @JsonProperty("validation-error")
    VALIDATION_ERROR,
    @JsonProperty("gradient-norm")
    GRADIENT_NORM,
    @JsonProperty("learning-rate")
    LEARNING_RATE,
    @JsonProperty("other")
    OTHER;

    /// Its name for people, such as `training loss`.
    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
