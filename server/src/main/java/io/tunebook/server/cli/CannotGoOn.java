package io.tunebook.server.cli;

/// The command cannot go on; the message says what to do.
final class CannotGoOn extends RuntimeException {
    CannotGoOn(String message) {
        super(message);
    }
}
