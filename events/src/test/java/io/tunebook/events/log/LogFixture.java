package io.tunebook.events.log;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// The log under test, and events for it.
abstract class LogFixture {
    protected static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123456Z");
    protected static final EventIds IDS = new EventIds(Clock.systemUTC());

    /// Payloads of version 2 are payloads of version 1 in capitals.
    protected static final PayloadComparison CAPITALS =
            (type, version, payload, otherVersion, otherPayload) ->
                    Arrays.equals(capitals(version, payload), capitals(otherVersion, otherPayload));

    private static byte[] capitals(int version, byte[] payload) {
        return version == 2
                ? payload
                : new String(payload, StandardCharsets.UTF_8)
                        .toUpperCase(Locale.ROOT)
                        .getBytes(StandardCharsets.UTF_8);
    }

    /// An empty log that compares payloads by [#CAPITALS]; the test class closes it.
    protected abstract EventLog log();

    protected static NewEvent event(String text) {
        return event(IDS.next(), text);
    }

    protected static NewEvent event(UUID id, String text) {
        return new NewEvent(
                id, "note-added", 1, "ada", NOON, text.getBytes(StandardCharsets.UTF_8));
    }

    protected static List<NewEvent> events(int n) {
        List<NewEvent> events = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            events.add(event("event " + i));
        }
        return events;
    }
}
