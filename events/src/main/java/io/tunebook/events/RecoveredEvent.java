package io.tunebook.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/// Where a recovered event was. With the event of that id, this is all that its old hash covers, so
/// that the hash can be verified.
///
/// @param id of the event
/// @param position its old position
/// @param version its old position in its stream
/// @param previous the hash of the event before its old position, in hex; null when it is the hash
///   of the entry before this one
/// @param hash its old hash, in hex
public record RecoveredEvent(
        String id,
        long position,
        long version,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String previous,
        String hash) {
    @JsonCreator
    public RecoveredEvent {}
}
