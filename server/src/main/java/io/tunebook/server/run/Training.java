package io.tunebook.server.run;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import java.time.Duration;
import java.util.Optional;

/// What trials are trained on.
public final class Training {

    private static final Duration USUAL_LIMIT = Duration.ofHours(24);

    private final Backend backend;
    private final Duration limit;

    private Training(Backend backend, Duration limit) {
        this.backend = backend;
        this.limit = limit;
    }

    static Training with(Backend backend) {
        return new Training(backend, USUAL_LIMIT);
    }

    /// The same, but a trial that takes longer than this is ended, and infeasible.
    ///
    /// @throws IllegalArgumentException if that is no time at all
    public Training within(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("a trial needs some time: its limit is " + longest);
        }
        return new Training(backend, longest);
    }

    /// The longest that a trial may take.
    Duration limit() {
        return limit;
    }

    /// On the processor, with our own kernels.
    public static Training onCpu() {
        return with(Backends.named("cpu"));
    }

    /// @param backend `auto` (a GPU where there is one, the processor otherwise) or a backend's
    ///   name
    /// @param device a number or a part of a device's name; empty for the backend's first
    /// @throws IllegalArgumentException if there is no such backend or device; the message lists
    ///   those there are
    public static Training on(String backend, Optional<String> device) {
        return with(Backends.chosen(backend, device));
    }

    /// Backend and device with its memory: `tornado (NVIDIA H100, 79.6 GiB, OpenCL)`.
    public String description() {
        return "%s (%s)".formatted(backend.name(), backend.device());
    }

    Backend backend() {
        return backend;
    }
}
