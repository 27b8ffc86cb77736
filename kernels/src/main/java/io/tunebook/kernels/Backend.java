package io.tunebook.kernels;

/// Trains networks on one kind of hardware. Found by `ServiceLoader`: an implementation has a
/// public constructor without parameters.
public interface Backend {

    /// The name that selects the backend, in lower case: `cpu`.
    String name();

    /// A readable description of the device, with its memory if it has its own.
    String device();

    /// Whether the device is an accelerator, that is, faster than the processor. An accelerator is
    /// selected by default.
    default boolean isAccelerator() {
        return false;
    }

    /// The same backend on another device.
    ///
    /// @param device a number from 0, or a part of the name
    /// @throws IllegalArgumentException if no device matches; the message lists the available ones
    default Backend on(String device) {
        throw new IllegalArgumentException(
                "the backend %s has one device, %s: remove --device".formatted(name(), device()));
    }

    /// A trainer that uses at most `threads` threads for one training. The results do not depend on
    /// the number of threads.
    ///
    /// One thread for each of several trainings uses the cores better; more threads pay off only if
    /// there are fewer trainings than cores.
    ///
    /// @param threads at least 1
    Trainer trainer(int threads);

    /// A trainer of one thread.
    default Trainer trainer() {
        return trainer(1);
    }
}
