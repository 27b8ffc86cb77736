package io.tunebook.server.training.run;

/// A trial that an earlier server began cannot be gone on with.
final class ResumeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ResumeFailedException(Exception cause) {
        super(
                "the server ended before this trial did, and it cannot go on: "
                        + cause.getMessage(),
                cause);
    }
}
