package io.tunebook.kernels.data;

/// A file does not have the expected format. The message is one line: the file, the position, what
/// was expected, what was found.
public final class DataFormatException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public DataFormatException(String message) {
        super(message);
    }

    public DataFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
