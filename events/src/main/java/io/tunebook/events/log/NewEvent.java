package io.tunebook.events.log;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;

/// An event to be appended. Equal by content.
///
/// @param id unique, best of version 7 ([EventIds]); it identifies a retry
/// @param type its wire name, 1 to [Batch#MAX_NAME] characters
/// @param typeVersion the version of its payload, from 1
/// @param actor the author, 1 to [Batch#MAX_NAME] characters
/// @param recordedAt truncated to microseconds; implies no order
/// @param payload up to [#MAX_BYTES]; not copied: do not change it
public record NewEvent(
        UUID id, String type, int typeVersion, String actor, Instant recordedAt, byte[] payload) {
    /// The maximum size of a payload: 64 MiB.
    public static final int MAX_BYTES = 64 << 20;

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    public NewEvent {
        Batch.checkName("an event's type", type);
        Batch.checkName("an actor", actor);
        if (typeVersion < 1) {
            throw new IllegalArgumentException("a type's version starts at 1, not " + typeVersion);
        }
        if (recordedAt.isBefore(EARLIEST) || recordedAt.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "a time is in the years 0 to 9999, not " + recordedAt);
        }
        recordedAt = recordedAt.truncatedTo(ChronoUnit.MICROS);
        if (payload.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a payload has at most %,d bytes, not %,d"
                            .formatted(MAX_BYTES, payload.length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NewEvent that
                && id.equals(that.id)
                && type.equals(that.type)
                && typeVersion == that.typeVersion
                && actor.equals(that.actor)
                && recordedAt.equals(that.recordedAt)
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "%s %s/%d by %s at %s, %,d bytes"
                .formatted(id, type, typeVersion, actor, recordedAt, payload.length);
    }
}
