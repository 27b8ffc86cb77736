package io.tunebook.server.model;

import io.tunebook.events.Event;

/// The log has an event that cannot follow the events before it.
public final class CorruptStream extends RuntimeException {
    private final long position;

    CorruptStream(long position, Event event, String why) {
        super(
                "event %d (%s) cannot follow the events before it: %s"
                        .formatted(position, event.getClass().getSimpleName(), why));
        this.position = position;
    }

    public long position() {
        return position;
    }
}
