package io.tunebook.server.model;

import io.tunebook.events.Event;

/// An event with its stamp in the log.
public record StampedEvent(Event event, Stamp stamp) {}
