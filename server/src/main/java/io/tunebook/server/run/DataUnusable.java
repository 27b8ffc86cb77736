package io.tunebook.server.run;

/// The data cannot be used; the message says which file, where, and what was expected.
public final class DataUnusable extends RuntimeException {
    DataUnusable(String message, Throwable cause) {
        super(message, cause);
    }
}
