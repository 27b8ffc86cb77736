package io.tunebook.server.exchange.uploads;

/// An upload exceeds the maximum size; nothing of it is kept.
public final class UploadTooLargeException extends RuntimeException {
    UploadTooLargeException(String message) {
        super(message);
    }
}
