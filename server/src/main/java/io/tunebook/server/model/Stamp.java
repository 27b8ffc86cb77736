package io.tunebook.server.model;

import java.time.Instant;

/// The position, the time and the author of an event.
public record Stamp(long position, Instant recordedAt, String actor) {}
