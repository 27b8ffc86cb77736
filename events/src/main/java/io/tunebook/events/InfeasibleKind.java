package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Why a trial is infeasible (PB-23).
public enum InfeasibleKind {
    /// The loss became NaN or infinite, or left its range.
    @JsonProperty("diverged")
    DIVERGED("diverged"),
    /// It learned, and then returned to the level of chance.
    @JsonProperty("collapsed")
    COLLAPSED("collapsed to chance"),
    /// It was never better than chance.
    @JsonProperty("no-progress")
    NO_PROGRESS("never above chance"),
    /// Its objective is far outside those of the other trials.
    @JsonProperty("outlier")
    OUTLIER("far outside the other trials"),
    /// The configuration cannot be trained, or its program failed.
    @JsonProperty("failed")
    FAILED("failed"),
    /// Another reason, which its text gives.
    @JsonProperty("other")
    OTHER("for other reasons");

    private final String label;

    InfeasibleKind(String label) {
        this.label = label;
    }

    /// For people, after a number: `5 diverged`.
    public String label() {
        return label;
    }
}
