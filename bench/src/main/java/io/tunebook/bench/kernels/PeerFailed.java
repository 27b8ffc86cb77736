package io.tunebook.bench.kernels;

/// PyTorch could not be run, or answered with an error; the message says in one line what to do.
public final class PeerFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    PeerFailed(String message) {
        super(message);
    }

    PeerFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
