package io.tunebook.events.log;

/// Where an append's events stand.
///
/// @param firstPosition of the first event; the others follow without a gap
/// @param lastPosition of the last event
/// @param streamVersion of the stream after the last event
public record Appended(long firstPosition, long lastPosition, long streamVersion) {}
