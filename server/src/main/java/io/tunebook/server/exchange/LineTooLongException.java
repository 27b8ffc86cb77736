package io.tunebook.server.exchange;

/// A line that is longer than any line of a valid file.
public final class LineTooLongException extends RuntimeException {
    LineTooLongException(String message) {
        super(message);
    }
}
