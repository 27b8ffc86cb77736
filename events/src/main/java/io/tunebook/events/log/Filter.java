package io.tunebook.events.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which events to tell; null for all.
///
/// @param stream the whole name
/// @param type the whole wire name
/// @param actor the whole name
/// @param from the earliest time, included
/// @param to the latest time, not included
public record Filter(
        @Nullable String stream,
        @Nullable String type,
        @Nullable String actor,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final Filter ALL = new Filter(null, null, null, null, null);

    public Filter withStream(String name) {
        return new Filter(name, type, actor, from, to);
    }

    public Filter withType(String name) {
        return new Filter(stream, name, actor, from, to);
    }

    public Filter withActor(String name) {
        return new Filter(stream, type, name, from, to);
    }

    /// @param earliest included
    /// @param end not included
    public Filter between(Instant earliest, Instant end) {
        return new Filter(stream, type, actor, earliest, end);
    }
}
