package io.tunebook.server.api.access;

/// What a token allows; each role may do all that those before it may.
public enum AccessRole {
    /// Reads everything.
    READER,
    /// Opens projects, rounds and studies, records trials, writes notes.
    RECORDER,
    /// Answers the checklist, decides and reverts launches, names baselines, closes rounds.
    DECIDER,
    /// Sees and revokes tokens.
    ADMIN;

    /// Whether this role may do what asks for `needed`.
    public boolean allows(AccessRole needed) {
        return compareTo(needed) >= 0;
    }
}
