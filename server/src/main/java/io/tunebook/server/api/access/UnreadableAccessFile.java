package io.tunebook.server.api.access;

import java.nio.file.Path;

/// The file of the tokens cannot be read or written; access is refused until it can.
public final class UnreadableAccessFile extends RuntimeException {
    UnreadableAccessFile(Path file, Exception cause) {
        super(
                "the tokens in %s cannot be used (%s): correct its permissions, or restore a copy of it"
                        .formatted(file, cause.getMessage()),
                cause);
    }
}
