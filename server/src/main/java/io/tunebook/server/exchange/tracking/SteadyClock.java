package io.tunebook.server.exchange.tracking;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The time for decisions that delete: what is old by a clock that was set forward by mistake is
/// not old. Thread-safe.
public final class SteadyClock implements InstantSource {
    private final InstantSource system;
    private final LongSupplier nanos;
    private final Instant start;
    private final long startNanos;

    public SteadyClock() {
        this(InstantSource.system(), System::nanoTime);
    }

    /// @param nanos a monotonic clock such as [System#nanoTime]
    public SteadyClock(InstantSource system, LongSupplier nanos) {
        this.system = system;
        this.nanos = nanos;
        this.start = system.instant();
        this.startNanos = nanos.getAsLong();
    }

    /// The earlier of the system's time, and the time of this clock's creation plus the time that
    /// has passed since.
    @Override
    public Instant instant() {
        Instant passed = start.plus(Duration.ofNanos(nanos.getAsLong() - startNanos));
        Instant now = system.instant();
        return now.isBefore(passed) ? now : passed;
    }
}
