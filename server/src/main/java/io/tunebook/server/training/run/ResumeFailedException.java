package io.tunebook.server.training.run;

/// A trial of an earlier server cannot be resumed.
final class ResumeFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ResumeFailedException(Exception cause) {
        super(
                "the server stopped during this trial, and it cannot be resumed: "
                        + cause.getMessage(),
                cause);
    }
}
