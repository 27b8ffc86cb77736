package io.tunebook.bench;

import io.tunebook.server.cli.StartupException;

/// Something that a measurement needs is missing; the message says what to do.
public final class BenchUnavailable extends StartupException {
    BenchUnavailable(String message) {
        super(message);
    }

    BenchUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
