package io.tunebook.events.proof;

/// A text that is no checkpoint, a key that is none, or a signature that is not its key's.
public final class UnreadableCheckpoint extends RuntimeException {
    /// @param why goes on from "the checkpoint cannot be used: "
    public UnreadableCheckpoint(String why) {
        super("the checkpoint cannot be used: " + why);
    }
}
