package io.tunebook.events.log;

/// The result of verifying the whole log.
public sealed interface Verification {
    /// Every event is intact.
    record Intact(long events, Head head) implements Verification {}

    /// An event or the log's structure is damaged.
    ///
    /// @param position the first damaged or missing event; the head's when no event is at fault
    /// @param problem continues "at position N, "
    record Broken(long position, String problem) implements Verification {}
}
