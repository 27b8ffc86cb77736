package io.tunebook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waits for what another thread does, with a limit that only a hang meets.
public final class Await {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Await() {}

    /// Returns once it holds; fails at the limit.
    public static void until(BooleanSupplier reached) throws InterruptedException {
        equal(true, reached::getAsBoolean);
    }

    /// Returns once `actual` gives the expected value; fails with the last value at the limit.
    public static <T> void equal(T expected, Supplier<T> actual) throws InterruptedException {
        Instant end = Instant.now().plus(LIMIT);
        while (!Objects.equals(expected, actual.get()) && Instant.now().isBefore(end)) {
            Thread.sleep(5);
        }
        assertThat(actual.get()).isEqualTo(expected);
    }
}
