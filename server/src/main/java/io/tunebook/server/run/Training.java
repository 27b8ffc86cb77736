package io.tunebook.server.run;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import java.util.Optional;

/// What trials are trained on.
public final class Training {

    private final Backend backend;

    private Training(Backend backend) {
        this.backend = backend;
    }

    /// On the processor, with our own kernels.
    public static Training onCpu() {
        return new Training(Backends.named("cpu"));
    }

    /// @param backend `auto` (a GPU where there is one, the processor otherwise) or a backend's
    ///   name
    /// @param device a number or a part of a device's name; empty for the backend's first
    /// @throws IllegalArgumentException if there is no such backend or device; the message lists
    ///   those there are
    public static Training on(String backend, Optional<String> device) {
        return new Training(Backends.chosen(backend, device));
    }

    /// Backend and device with its memory: `tornado (NVIDIA H100, 79.6 GiB, OpenCL)`.
    public String description() {
        return "%s (%s)".formatted(backend.name(), backend.device());
    }

    Backend backend() {
        return backend;
    }
}
