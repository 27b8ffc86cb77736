package io.tunebook.events.log;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// An event of the log. Equal by position and hash, which covers all other fields.
///
/// @param position in the log, from 1
/// @param streamVersion the position in its stream, from 1
/// @param payload not copied: do not change it
/// @param hash SHA-256 over the previous hash and all columns, 32 bytes
public record RecordedEvent(
        long position,
        String stream,
        long streamVersion,
        UUID id,
        String type,
        int typeVersion,
        String actor,
        Instant recordedAt,
        byte[] payload,
        byte[] hash) {

    /// Whether an append of `event` to `stream` is a retry of this one. The time is not compared: a
    /// retry has a later one.
    public boolean sameAs(String otherStream, NewEvent event, PayloadComparison payloads) {
        return stream.equals(otherStream)
                && id.equals(event.id())
                && type.equals(event.type())
                && actor.equals(event.actor())
                && payloads.isSame(
                        type, typeVersion, payload, event.typeVersion(), event.payload());
    }

    /// The log's head when this is its last event.
    public Head head() {
        return new Head(position, hash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordedEvent that
                && position == that.position
                && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(position);
    }

    @Override
    public String toString() {
        return "%d %s/%d %s %s/%d by %s at %s, %,d bytes, %s"
                .formatted(
                        position,
                        stream,
                        streamVersion,
                        id,
                        type,
                        typeVersion,
                        actor,
                        recordedAt,
                        payload.length,
                        HexFormat.of().formatHex(hash, 0, Math.min(4, hash.length)));
    }
}
