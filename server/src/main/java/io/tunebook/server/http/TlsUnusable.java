package io.tunebook.server.http;

/// The certificate or its key cannot be used; the message says which and why.
public final class TlsUnusable extends RuntimeException {
    TlsUnusable(String message, Exception cause) {
        super(message, cause);
    }
}
