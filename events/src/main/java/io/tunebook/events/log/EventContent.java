package io.tunebook.events.log;

import java.time.Instant;

/// An event without its hash: all that read models need.
///
/// @param position in the log, from 1
/// @param type its wire name
/// @param payload not copied: do not change it
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
