package io.tunebook.server.model;

import java.time.Instant;

/// Where in the log a fact stands, when it was written down, and by whom.
public record Stamp(long position, Instant recordedAt, String actor) {}
