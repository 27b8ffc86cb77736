package io.tunebook.kernels;

/// The hardware of a backend cannot be used: no driver, no device, or a runtime that does not load.
/// The message is one sentence that states what is missing and what to do.
public final class UnavailableBackendException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnavailableBackendException(String message) {
        super(message);
    }

    /// @param cause the error of the driver or of the runtime
    public UnavailableBackendException(String message, Throwable cause) {
        super(message, cause);
    }
}
