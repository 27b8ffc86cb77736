package io.tunebook.server.training.run;

import io.tunebook.kernels.Backend;
import io.tunebook.kernels.Backends;
import io.tunebook.kernels.UnavailableBackendException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The backend and the limits of training.
public final class TrainingEnvironment {

    private static final Duration DEFAULT_LIMIT = Duration.ofHours(24);

    private final Backend backend;
    private final Duration limit;
    private final ResumePoints points;

    private final List<String> skipped;

    /// The device as it was chosen; empty for the backend's first.
    private final Optional<String> device;

    private TrainingEnvironment(
            Backend backend,
            Duration limit,
            ResumePoints points,
            List<String> skipped,
            Optional<String> device) {
        this.backend = backend;
        this.device = device;
        this.skipped = skipped;
        this.limit = limit;
        this.points = points;
    }

    static TrainingEnvironment with(Backend backend) {
        return new TrainingEnvironment(
                backend, DEFAULT_LIMIT, ResumePoints.NONE, List.of(), Optional.empty());
    }

    /// A copy with a timeout: a trial that takes longer is ended as infeasible.
    ///
    /// @throws IllegalArgumentException when the timeout is not positive
    public TrainingEnvironment withTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "the timeout of a trial must be positive, not " + timeout);
        }
        return new TrainingEnvironment(backend, timeout, points, skipped, device);
    }

    /// A copy with checkpoints: a trial that is interrupted by the server's end resumes at the next
    /// start, with bit-identical results.
    ///
    /// @param folder for the checkpoints
    /// @param every the maximum training time that a crash may cost; a stopped server loses none
    public TrainingEnvironment resumable(Path folder, Duration every) {
        return new TrainingEnvironment(
                backend, limit, ResumePoints.in(folder, every), skipped, device);
    }

    ResumePoints points() {
        return points;
    }

    /// The device as it was chosen; empty for the backend's first.
    public Optional<String> chosenDevice() {
        return device;
    }

    /// The timeout of a trial.
    public Duration limit() {
        return limit;
    }

    /// On the processor, with Tunebook's own kernels.
    public static TrainingEnvironment onCpu() {
        return with(Backends.named("cpu"));
    }

    /// @param backend `auto` (a GPU if there is one, else the processor) or a backend's name
    /// @param device a number or a part of a device's name; empty for the backend's first
    /// @throws IllegalArgumentException when there is no such backend or device, with the available
    ///   ones in the message; or when the named backend has no device that can be used
    public static TrainingEnvironment on(String backend, Optional<String> device) {
        try {
            Backends.Selection selected = Backends.select(backend, device);
            return new TrainingEnvironment(
                    selected.backend(),
                    DEFAULT_LIMIT,
                    ResumePoints.NONE,
                    selected.skipped(),
                    device);
        } catch (UnavailableBackendException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// One sentence for each accelerator that `auto` could not use.
    public List<String> skipped() {
        return skipped;
    }

    /// The devices of each backend with their numbers, and why a backend has none: `cpu: 0 amd64, 2
    /// cores`.
    public static List<String> devices() {
        return Backends.available().stream()
                .map(b -> "%s: %s".formatted(b.name(), devices(b)))
                .toList();
    }

    private static String devices(Backend backend) {
        try {
            List<String> all = backend.devices();
            return IntStream.range(0, all.size())
                    .mapToObj(d -> "%d %s".formatted(d, all.get(d)))
                    .collect(Collectors.joining(", "));
        } catch (UnavailableBackendException e) {
            return "no device";
        }
    }

    /// Backend and device with its memory: `tornado (NVIDIA H100, 79.6 GiB, OpenCL)`.
    public String description() {
        return "%s (%s)".formatted(backend.name(), backend.device());
    }

    /// The number of trials at the same time that use the device best.
    public int workers() {
        return backend.concurrency();
    }

    /// The backend's name.
    public String name() {
        return backend.name();
    }

    Backend backend() {
        return backend;
    }
}
