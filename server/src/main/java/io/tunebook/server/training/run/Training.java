package io.tunebook.server.training.run;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// What trials are trained on.
public final class Training {

    private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

    private final Backend backend;
    private final Duration limit;
    private final ResumePoints points;

    private Training(Backend backend, Duration limit, ResumePoints points) {
        this.backend = backend;
        this.limit = limit;
        this.points = points;
    }

    static Training with(Backend backend) {
        return new Training(backend, DEFAULT_LIMIT, ResumePoints.NONE);
    }

    /// The same, but a trial that takes longer than this is ended, and infeasible.
    ///
    /// @throws IllegalArgumentException if that is no time at all
    public Training within(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new IllegalArgumentException("a trial needs some time: its limit is " + longest);
        }
        return new Training(backend, longest, points);
    }

    /// The same, but a trial that is interrupted because the server ends goes on at the next start,
    /// from a checkpoint, with the same bits as if it had not been.
    ///
    /// @param folder for the checkpoints
    /// @param every how much training a kill may cost; a server that is stopped loses none
    public Training resumable(Path folder, Duration every) {
        return new Training(backend, limit, ResumePoints.in(folder, every));
    }

    ResumePoints points() {
        return points;
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
        return with(Backends.select(backend, device));
    }

    /// Backend and device with its memory: `tornado (NVIDIA H100, 79.6 GiB, OpenCL)`.
    public String description() {
        return "%s (%s)".formatted(backend.name(), backend.device());
    }

    Backend backend() {
        return backend;
    }
}
