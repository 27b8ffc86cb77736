package io.tunebook.events;

import java.util.Map;
import java.util.TreeMap;

/// What a recovery of the log has lost.
///
/// @param events their number
/// @param streams the number of streams that have lost an event, as far as is known
/// @param byType the number of events by their wire name; `unknown` for unreadable ones
public record LostEvents(long events, long streams, Map<String, Long> byType) {
    public LostEvents {
        byType = java.util.Collections.unmodifiableMap(new TreeMap<>(byType));
    }
}
