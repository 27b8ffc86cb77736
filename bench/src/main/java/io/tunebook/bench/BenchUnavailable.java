package io.tunebook.bench;

import io.tunebook.server.cli.StartupException;

/// A requirement of a measurement is missing; the message states what to do.
public final class BenchUnavailable extends StartupException {
    BenchUnavailable(String message) {
        super(message);
    }

    BenchUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
