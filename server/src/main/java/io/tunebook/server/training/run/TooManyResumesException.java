package io.tunebook.server.training.run;

/// A trial ended the process each time that it was resumed from its newest checkpoint.
final class TooManyResumesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param step of the checkpoint
    TooManyResumesException(int resumes, int step) {
        super(
                "the server ended %d times after it had resumed this trial from step %,d, before the next checkpoint: its training probably crashes the process or the driver"
                        .formatted(resumes, step));
    }
}
