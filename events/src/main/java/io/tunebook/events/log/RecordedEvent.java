package io.tunebook.events.log;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// An event as it stands in the log. Equal by position and hash, which covers all the rest.
///
/// @param position its place in the log, from 1
/// @param streamVersion its place in its stream, from 1
/// @param payload not copied, so leave it as it is
/// @param hash SHA-256 over the hash before it and all of its columns, 32 bytes
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

    /// Whether an append of `event` to `stream` would say the same. The time is not compared: a
    /// retry is made later than what it repeats.
    public boolean sameAs(String otherStream, NewEvent event, PayloadComparison payloads) {
        return stream.equals(otherStream)
                && id.equals(event.id())
                && type.equals(event.type())
                && actor.equals(event.actor())
                && payloads.isSame(
                        type, typeVersion, payload, event.typeVersion(), event.payload());
    }

    /// The log's head when this was its last event.
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
