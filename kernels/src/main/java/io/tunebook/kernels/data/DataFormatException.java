package io.tunebook.kernels.data;

/// A file is not what it claims to be. The message is one line: which file, where, what was
/// expected, what was found.
public final class DataFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DataFormatException(String message) {
        super(message);
    }

    public DataFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
