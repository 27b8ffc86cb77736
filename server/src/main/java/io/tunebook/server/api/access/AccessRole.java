package io.tunebook.server.api.access;

/// The role of a token; each role includes those before it.
public enum AccessRole {
    /// Reads everything.
    READER,
    /// Opens projects, rounds and studies, records trials, writes notes.
    RECORDER,
    /// Answers the checklist, decides and reverts launches, names baselines, closes rounds.
    DECIDER,
    /// Lists and revokes tokens.
    ADMIN;

    /// Whether this role includes `needed`.
    public boolean allows(AccessRole needed) {
        return compareTo(needed) >= 0;
    }
}
