package io.tunebook.server.book;

import io.tunebook.events.Event;

/// An event, and where and by whom the log has it.
public record Told(Event event, Stamp stamp) {}
