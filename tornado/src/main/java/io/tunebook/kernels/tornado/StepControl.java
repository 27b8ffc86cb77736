package io.tunebook.kernels.tornado;

/// Positions in the control array of a training program, which the device itself counts up, so that
/// a step needs no transfer: the first kernel of a step copies [#NEXT] to [#NOW], all others read
/// [#NOW], and the last one sets [#NEXT] to the next slot.
final class StepControl {

    /// The slot of the current step.
    static final int NOW = 0;

    /// The slot of the next step.
    static final int NEXT = 1;

    /// What to do with the state before the first step: see [DeviceProgram.StateAction].
    static final int ACTION = 2;

    static final int SIZE = 3;

    private StepControl() {}
}
