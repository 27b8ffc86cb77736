package io.tunebook.server.imports;

/// A file that cannot be imported; the message names it and says why. The log is as it was.
public final class NotImportable extends RuntimeException {
    public NotImportable(String message) {
        super(message);
    }

    NotImportable(String message, Throwable cause) {
        super(message, cause);
    }
}
