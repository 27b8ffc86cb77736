package io.tunebook.events.log;

/// The positions of an append's events.
///
/// @param firstPosition of the first event; the others follow without a gap
/// @param lastPosition of the last event
/// @param streamVersion the stream's version after the last event
public record Appended(long firstPosition, long lastPosition, long streamVersion) {}
