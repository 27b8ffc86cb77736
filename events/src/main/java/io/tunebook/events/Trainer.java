package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonProperty;

/// The program that trains the trials of a study.
public enum Trainer {
    /// Tunebook's own training.
    @JsonProperty("built-in")
    BUILT_IN,
    /// A script that asks for configurations and reports results.
    @JsonProperty("external")
    EXTERNAL,
    /// None: the trials are the runs of a tracked experiment.
    @JsonProperty("tracked")
    TRACKED;

    private static final String PREFIX = "outside";

    /// The trainer that a description of data names at its beginning, such as `outside mnist`.
    /// Studies named an external trainer so before they had a field for it.
    public static Trainer namedIn(String data) {
        return data.startsWith(PREFIX) ? EXTERNAL : BUILT_IN;
    }

    /// The description of data without the name of the trainer that [#namedIn] reads.
    public static String withoutName(String data) {
        if (namedIn(data) == BUILT_IN) {
            return data;
        }
        String rest = data.substring(PREFIX.length());
        return (rest.startsWith(":") ? rest.substring(1) : rest).strip();
    }
}
