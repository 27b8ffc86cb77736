package io.tunebook.events;

/// The role of a hyperparameter in a round (PB-12).
public enum Role {
    /// The round measures its effect.
    SCIENTIFIC,
    /// Optimised, so that scientific values are compared fairly.
    NUISANCE,
    /// Fixed at one value: a caveat on the conclusions (PB-14).
    FIXED;

    /// @param parameter the hyperparameter with its range, or its fixed value
    /// @param why the reason for the role; for a fixed hyperparameter, the caveat
    public record Assignment(Parameter parameter, Role role, String why) {
        public Assignment {
            why = Rejection.text("the reason for %s's role".formatted(parameter.key()), why, 2_000);
            boolean fixed = parameter.domain() instanceof Domain.Fixed;
            if (fixed != (role == FIXED)) {
                throw new Rejection(
                        "%s is %s but %s (PB-12)"
                                .formatted(
                                        parameter.key(),
                                        role == FIXED ? "fixed" : "not fixed",
                                        fixed ? "has one value only" : "has a range"));
            }
        }
    }
}
