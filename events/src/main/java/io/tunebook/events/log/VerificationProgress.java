package io.tunebook.events.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How far a log has been verified in the background.
///
/// @param position the last event that is verified, in the pass that runs or in the last one
/// @param finishedAt when the last pass finished; null before
/// @param result of the last pass; null before
public record VerificationProgress(
        long position, @Nullable Instant finishedAt, @Nullable Verification result) {
    public static final VerificationProgress NONE = new VerificationProgress(0, null, null);
}
