package io.tunebook.events.log;

/// What a walk over the whole log has found.
public sealed interface Verification {
    /// Every event is what was written.
    record Intact(long events, Head head) implements Verification {}

    /// Something is not what was written.
    ///
    /// @param position the first event that is wrong or missing; the head's when the fault is none
    ///   of the events'
    /// @param problem what is wrong, in words that go on from "at position N, "
    record Broken(long position, String problem) implements Verification {}
}
