package io.tunebook.bench.kernels;

/// PyTorch cannot be run, or reported an error; the message states in one line what to do.
public final class PeerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    PeerException(String message) {
        super(message);
    }

    PeerException(String message, Throwable cause) {
        super(message, cause);
    }
}
