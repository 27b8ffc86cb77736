package io.tunebook.kernels.bench;

/// PyTorch could not be run, or answered with an error; the message says in one line what to do.
public final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PeerException(String message) {
        super(message);
    }

    PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
