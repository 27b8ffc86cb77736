package io.tunebook.server.training.run;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Enforces the timeout of one training.
final class TrialTimeout {
    /// The grace period after the timeout: a training checks it between steps.
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Duration limit;
    private final Duration grace;
    private final long began = System.nanoTime();

    TrialTimeout(Duration limit) {
        this.limit = limit;
        // A short timeout has a short grace period.
        this.grace = limit.compareTo(GRACE) < 0 ? limit : GRACE;
    }

    /// Whether the timeout is over.
    boolean isOver() {
        return System.nanoTime() - began > limit.toNanos();
    }

    String why() {
        return "the timeout of " + seconds(limit) + " expired";
    }

    /// Does the work on a separate thread, which is abandoned when it hangs.
    ///
    /// @throws TrialHungException when the work continues after the grace period
    <T> T callWithin(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name(Thread.currentThread().getName() + "-training")
                        .start(task);
        boolean interrupted = false;
        try {
            long end = limit.plus(grace).toNanos();
            while (true) {
                try {
                    return task.get(end - (System.nanoTime() - began), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new TrialHungException(
                    "%s, and the training did not stop on request".formatted(why()));
        } catch (ExecutionException e) {
            throw rethrown(Objects.requireNonNull(e.getCause()));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(Throwable cause) {
        return switch (cause) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1_000 == 0
                ? "%,d s".formatted(time.toSeconds())
                : "%,d ms".formatted(time.toMillis());
    }
}
