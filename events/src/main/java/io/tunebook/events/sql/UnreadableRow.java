package io.tunebook.events.sql;

/// A row of the log that is not an event; this program never writes such a row.
public final class UnreadableRow extends RuntimeException {
    public UnreadableRow(String what) {
        super(what);
    }

    public UnreadableRow(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
