package io.tunebook.server.exchange.archive;

/// A file that is not the result of an export. Nothing was imported from it.
public final class InvalidExportException extends RuntimeException {
    InvalidExportException(String message) {
        super(message);
    }

    InvalidExportException atLine(long line) {
        InvalidExportException named =
                new InvalidExportException(
                        "line %,d cannot be imported: %s".formatted(line, getMessage()));
        named.addSuppressed(this);
        return named;
    }
}
