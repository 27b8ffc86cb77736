package io.tunebook.server.exchange.imports;

/// A file that cannot be imported; the message has its name and the reason. The log is unchanged.
public class UnreadableSourceException extends RuntimeException {
    public UnreadableSourceException(String message) {
        super(message);
    }

    UnreadableSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
