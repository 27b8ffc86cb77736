package io.tunebook.server.bench;

/// Something that a measurement needs is missing; the message says what to do.
public final class BenchImpossible extends RuntimeException {
    BenchImpossible(String message) {
        super(message);
    }

    BenchImpossible(String message, Throwable cause) {
        super(message, cause);
    }
}
