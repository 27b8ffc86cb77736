package io.tunebook.events.proof;

/// An invalid checkpoint, an invalid key, or a signature by another key.
public final class UnreadableCheckpoint extends RuntimeException {
    /// @param why continues "the checkpoint cannot be used: "
    public UnreadableCheckpoint(String why) {
        super("the checkpoint cannot be used: " + why);
    }
}
