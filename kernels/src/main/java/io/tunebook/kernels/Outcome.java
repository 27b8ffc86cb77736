package io.tunebook.kernels;

/// How a training ended.
public sealed interface Outcome {

    /// All steps were taken.
    ///
    /// @param best the evaluation with the smallest validation error, the earliest of equals
    ///   (PB-53)
    /// @param last the evaluation after the last step
    record Finished(Evaluation best, Evaluation last) implements Outcome {}

    /// The training ran away: see [Divergence] for the rule.
    ///
    /// @param step at which it was seen; that step's update was not made
    /// @param reason one sentence
    record Diverged(int step, String reason) implements Outcome {}

    /// The listener asked for it, or the thread was interrupted (its interrupt flag is left set).
    ///
    /// @param step the last step that was taken, 0 for none
    record Stopped(int step) implements Outcome {}

    /// The plan cannot be carried out on this data or this machine; nothing was trained.
    ///
    /// @param reason one sentence that names what is wrong
    record Refused(String reason) implements Outcome {}
}
