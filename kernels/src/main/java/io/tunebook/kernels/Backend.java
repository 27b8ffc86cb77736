package io.tunebook.kernels;

import java.util.List;

/// Trains networks on one kind of hardware. Found by `ServiceLoader`: an implementation has a
/// public constructor without parameters.
public interface Backend {

    /// The name that selects the backend, in lower case: `cpu`.
    String name();

    /// A readable description of the device, with its memory if it has its own.
    ///
    /// @throws UnavailableBackendException if there is no device, or its driver cannot be used
    String device();

    /// Descriptions of all devices of the backend, in the order of their numbers.
    ///
    /// @throws UnavailableBackendException if there is no device, or its driver cannot be used
    default List<String> devices() {
        return List.of(device());
    }

    /// Whether the device is an accelerator, that is, faster than the processor. An accelerator is
    /// selected by default.
    ///
    /// @throws UnavailableBackendException if there is no device, or its driver cannot be used
    default boolean isAccelerator() {
        return false;
    }

    /// The number of trainings at the same time that use the device best: one for each core of the
    /// processor, or as many as a device trains together.
    ///
    /// @throws UnavailableBackendException if there is no device, or its driver cannot be used
    default int concurrency() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// The same backend on another device.
    ///
    /// @param device a number from 0, or a part of one device's name
    /// @throws IllegalArgumentException if no device matches, or several do; the message lists the
    ///   available ones
    /// @throws UnavailableBackendException if there is no device, or its driver cannot be used
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
