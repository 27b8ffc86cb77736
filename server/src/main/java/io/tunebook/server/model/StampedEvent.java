package io.tunebook.server.model;

import io.tunebook.events.Event;

/// An event, and where and by whom the log has it.
public record StampedEvent(Event event, Stamp stamp) {}
