package io.tunebook.events.log;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The events of one append, written together or not at all. Every implementation of the log makes
/// one to check its arguments.
///
/// @param stream 1 to [#MAX_NAME] characters
/// @param events 1 to [EventLog#MAX_EVENTS] with different ids
public record Batch(String stream, Expected expected, List<NewEvent> events) {
    /// The maximum number of characters of a stream's name, a type or an actor.
    public static final int MAX_NAME = 500;

    /// @throws IllegalArgumentException when a number or a name is out of bounds
    /// @throws IdConflict when two events have the same id
    public Batch {
        checkName("a stream's name", stream);
        if (events.isEmpty() || events.size() > EventLog.MAX_EVENTS) {
            throw new IllegalArgumentException(
                    "an append takes 1 to %,d events, not %,d"
                            .formatted(EventLog.MAX_EVENTS, events.size()));
        }
        events = List.copyOf(events);
        if (events.size() > 1) {
            checkIds(events);
        }
    }

    private static void checkIds(List<NewEvent> events) {
        Set<UUID> ids = HashSet.newHashSet(events.size());
        for (NewEvent event : events) {
            if (!ids.add(event.id())) {
                throw new IdConflict(event.id(), "appears twice in one append");
            }
        }
    }

    /// The total size of the payloads, in bytes.
    public long bytes() {
        return events.stream().mapToLong(e -> e.payload().length).sum();
    }

    /// Checks that a name survives encoding as UTF-8 and has no control characters.
    static void checkName(String what, String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException(
                    "%s has 1 to %d characters, not %d".formatted(what, MAX_NAME, name.length()));
        }
        for (int i = 0, c; i < name.length(); i += Character.charCount(c)) {
            c = name.codePointAt(i);
            if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                throw new IllegalArgumentException(
                        what + " contains a control character or an unpaired surrogate: remove it");
            }
        }
    }
}
