package io.tunebook.events.log;

import java.time.Instant;

/// Whether a log accepts appends.
public sealed interface LogState {
    record Writable() implements LogState {}

    /// Appends are refused; reads continue.
    ///
    /// @param reason the cause and the remedy
    /// @param since when it was noticed
    record ReadOnly(LogUnavailable reason, Instant since) implements LogState {}
}
