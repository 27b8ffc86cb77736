package io.tunebook.events.sqlite;

/// A row of the log that is not an event; this program never writes such a row.
final class UnreadableRow extends RuntimeException {
    UnreadableRow(String what) {
        super(what);
    }

    UnreadableRow(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
