package io.tunebook.events.log;

/// The stream is not at the expected version. Nothing was appended.
public final class VersionConflict extends RuntimeException {
    private final String stream;
    private final long current;

    public VersionConflict(String stream, Expected expected, long current) {
        super("stream '%s' is at version %d, not %s".formatted(stream, current, expected));
        this.stream = stream;
        this.current = current;
    }

    public String stream() {
        return stream;
    }

    /// The stream's version, 0 when it has no event.
    public long current() {
        return current;
    }
}
