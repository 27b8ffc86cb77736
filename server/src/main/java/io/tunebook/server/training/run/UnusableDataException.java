package io.tunebook.server.training.run;

/// The data cannot be used; the message says which file, where, and what was expected.
public final class UnusableDataException extends RuntimeException {
    UnusableDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
