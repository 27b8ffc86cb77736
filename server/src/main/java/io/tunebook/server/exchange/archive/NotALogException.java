package io.tunebook.server.exchange.archive;

/// A file that is not the result of an export. Nothing was imported from it.
public final class NotALogException extends RuntimeException {
    NotALogException(String message) {
        super(message);
    }

    NotALogException atLine(long line) {
        NotALogException named =
                new NotALogException(
                        "line %,d cannot be imported: %s".formatted(line, getMessage()));
        named.addSuppressed(this);
        return named;
    }
}
