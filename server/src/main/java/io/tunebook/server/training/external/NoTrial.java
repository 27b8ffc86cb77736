package io.tunebook.server.training.external;

import java.util.Locale;

/// A worker gets no trial, or no result: what it does next depends on the reason.
public final class NoTrial extends RuntimeException {
    private final Reason reason;

    /// Why, as a worker's program distinguishes it.
    public enum Reason {
        /// Other workers train all that are left; one of them may give its trial up.
        TAKEN,
        /// All planned trials have ended.
        FINISHED,
        /// A person or a failure stopped the study.
        STOPPED,
        /// The study was not started yet.
        CREATED,
        /// Workers do not train this study.
        NOT_EXTERNAL,
        /// The agent was asked to take no further trial.
        DRAINED,
        /// The trial's curve has no value of the objective.
        NO_OBJECTIVE;

        /// The word in the API, such as `not-external`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    NoTrial(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
