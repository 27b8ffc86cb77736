package io.tunebook.server.exchange.imports;

/// A file that cannot be imported; the message names it and says why. The log is as it was.
public final class UnreadableSourceException extends RuntimeException {
    public UnreadableSourceException(String message) {
        super(message);
    }

    UnreadableSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
