package io.tunebook.events.log;

import java.util.UUID;

/// The id of an event is recorded with other content, or with only a part of the append's events.
/// Nothing was appended.
public final class IdConflict extends RuntimeException {
    private final UUID id;

    /// @param why continues "event ID", as in "is in the log already, with other content"
    public IdConflict(UUID id, String why) {
        super("event %s %s: use a new id for a new event".formatted(id, why));
        this.id = id;
    }

    /// The id in conflict.
    public UUID id() {
        return id;
    }
}
