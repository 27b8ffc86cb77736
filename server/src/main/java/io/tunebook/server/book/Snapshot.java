package io.tunebook.server.book;

import io.tunebook.events.Event;

/// All read models as of one position, swapped together.
public record Snapshot(Book book, Curves curves) {
    public static final Snapshot EMPTY = new Snapshot(Book.EMPTY, Curves.EMPTY);

    /// @throws CorruptStream when the event cannot follow what stands before it
    public Snapshot fold(Event event, Stamp stamp) {
        return new Snapshot(book.fold(event, stamp), curves.fold(event));
    }

    public long position() {
        return book.position();
    }
}
