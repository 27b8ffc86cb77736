package io.tunebook.server.transfer;

/// A file that is not what an export writes. Nothing was imported from it.
public final class NotALog extends RuntimeException {
    NotALog(String message) {
        super(message);
    }

    NotALog atLine(long line) {
        NotALog named =
                new NotALog("line %,d cannot be imported: %s".formatted(line, getMessage()));
        named.addSuppressed(this);
        return named;
    }
}
