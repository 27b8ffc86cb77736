package io.tunebook.server.api.access;

import java.nio.file.Path;

/// The file of the tokens cannot be read or written; until it can, nobody gets in.
public final class UnreadableAccessFile extends RuntimeException {
    UnreadableAccessFile(Path file, Exception cause) {
        super(
                "the tokens in %s cannot be used (%s): mend its permissions, or put back a copy of it"
                        .formatted(file, cause.getMessage()),
                cause);
    }
}
