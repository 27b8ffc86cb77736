package io.tunebook.events.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A filter of events; null matches all.
///
/// @param stream the full name
/// @param type the full wire name
/// @param actor the full name
/// @param from the earliest time, included
/// @param to the latest time, not included
public record EventFilter(
        @Nullable String stream,
        @Nullable String type,
        @Nullable String actor,
        @Nullable Instant from,
        @Nullable Instant to) {
    public static final EventFilter ALL = new EventFilter(null, null, null, null, null);

    public EventFilter withStream(String name) {
        return new EventFilter(name, type, actor, from, to);
    }

    public EventFilter withType(String name) {
        return new EventFilter(stream, name, actor, from, to);
    }

    public EventFilter withActor(String name) {
        return new EventFilter(stream, type, name, from, to);
    }

    /// @param earliest included
    /// @param end not included
    public EventFilter between(Instant earliest, Instant end) {
        return new EventFilter(stream, type, actor, earliest, end);
    }
}
