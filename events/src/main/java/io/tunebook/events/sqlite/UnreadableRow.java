package io.tunebook.events.sqlite;

/// A row of the log that is no event: nothing that this program writes looks like it.
final class UnreadableRow extends RuntimeException {
    UnreadableRow(String what) {
        super(what);
    }

    UnreadableRow(Throwable cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
