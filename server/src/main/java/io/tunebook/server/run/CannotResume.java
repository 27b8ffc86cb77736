package io.tunebook.server.run;

/// A trial that an earlier server began cannot be gone on with.
final class CannotResume extends RuntimeException {
    private static final long serialVersionUID = 1;

    CannotResume(Exception cause) {
        super(
                "the server ended before this trial did, and it cannot go on: "
                        + cause.getMessage(),
                cause);
    }
}
