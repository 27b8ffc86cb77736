package io.tunebook.server.training.run;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The backend and the limits of training.
public final class TrainingEnvironment {

    private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

    private final Backend backend;
    private final Duration limit;
    private final ResumePoints points;

    private TrainingEnvironment(Backend backend, Duration limit, ResumePoints points) {
        this.backend = backend;
        this.limit = limit;
        this.points = points;
    }

    static TrainingEnvironment with(Backend backend) {
        return new TrainingEnvironment(backend, DEFAULT_LIMIT, ResumePoints.NONE);
    }

    /// A copy with a timeout: a trial that takes longer is ended as infeasible.
    ///
    /// @throws IllegalArgumentException when the timeout is not positive
    public TrainingEnvironment withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "the timeout of a trial must be positive, not " + timeout);
        }
        return new TrainingEnvironment(backend, timeout, points);
    }

    /// A copy with checkpoints: a trial that is interrupted by the server's end resumes at the next
    /// start, with bit-identical results.
    ///
    /// @param folder for the checkpoints
    /// @param every the maximum training time that a crash may cost; a stopped server loses none
    public TrainingEnvironment resumable(Path folder, Duration every) {
        return new TrainingEnvironment(backend, limit, ResumePoints.in(folder, every));
    }

    ResumePoints points() {
        return points;
    }

    /// The timeout of a trial.
    Duration limit() {
        return limit;
    }

    /// On the processor, with Tunebook's own kernels.
    public static TrainingEnvironment onCpu() {
        return with(Backends.named("cpu"));
    }

    /// @param backend `auto` (a GPU if there is one, else the processor) or a backend's name
    /// @param device a number or a part of a device's name; empty for the backend's first
    /// @throws IllegalArgumentException when there is no such backend or device; the message lists
    ///   the available ones
    public static TrainingEnvironment on(String backend, Optional<String> device) {
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
