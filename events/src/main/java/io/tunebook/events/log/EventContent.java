package io.tunebook.events.log;

import java.time.Instant;

/// What an event says, without what proves it: all that read models are made of.
///
/// @param position its place in the log, from 1
/// @param type its wire name
/// @param payload not copied, so leave it as it is
public record EventContent(
        long position,
        String type,
        int typeVersion,
        String actor,
        Instant recordedAt,
        byte[] payload) {
    static EventContent of(RecordedEvent event) {
        return new EventContent(
                event.position(),
                event.type(),
                event.typeVersion(),
                event.actor(),
                event.recordedAt(),
                event.payload());
    }
}
