package io.tunebook.server.training.run;

/// The data cannot be used; the message names the file, the place and the expected content.
public final class UnusableDataException extends RuntimeException {
    UnusableDataException(String message) {
        super(message);
    }

    UnusableDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
