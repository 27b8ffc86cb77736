package io.tunebook.events.log;

import java.util.UUID;

/// An event's id is taken by other content, or by a part only of what was to be appended. Nothing
/// was appended.
public final class IdConflict extends RuntimeException {
    private final UUID id;

    /// @param why goes on from "event ID", as in "is in the log already, with other content"
    public IdConflict(UUID id, String why) {
        super("event %s %s: use a new id for what is new".formatted(id, why));
        this.id = id;
    }

    /// The id that is taken.
    public UUID id() {
        return id;
    }
}
