package io.tunebook.server.api.http;

/// The certificate or its key cannot be used; the message states which and why.
public final class UnusableTlsException extends RuntimeException {
    UnusableTlsException(String message, Exception cause) {
        super(message, cause);
    }
}
