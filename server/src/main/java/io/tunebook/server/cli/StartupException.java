package io.tunebook.server.cli;

/// A command that cannot run; the message states why and what to do.
public class StartupException extends RuntimeException {
    protected StartupException(String message) {
        super(message);
    }

    protected StartupException(String message, Throwable cause) {
        super(message, cause);
    }
}
