package io.tunebook.kernels.tornado;

import io.tunebook.kernels.Evaluation;
import io.tunebook.kernels.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gathers trials of one shape that several threads train at the same time into one [Population]. A
/// thread of its own trains them while there are any; the callers wait.
final class PopulationDriver {

    /// Time for trials that begin together to arrive before the first step.
    private static final long GATHER_MILLIS = 5;

    /// Time to wait for the memory of trials of other shapes.
    private static final long RETRY_MILLIS = 200;

    /// One caller's work.
    private static final class Job<T> {
        final Population.Trial trial;
        final boolean trains;
        final CompletableFuture<T> result = new CompletableFuture<>();
        volatile boolean cancelled;
        @Nullable PopulationMember member;

        Job(Population.Trial trial, boolean trains) {
            this.trial = trial;
            this.trains = trains;
        }
    }

    private final DeviceLock device;
    private final Supplier<Population> start;
    private final Runnable broken;
    private final ArrayDeque<Job<?>> waiting = new ArrayDeque<>();
    private final List<Job<Outcome>> training = new ArrayList<>();
    private @Nullable Population population;
    private boolean running;

    /// @param start compiles the program, called with the device's lock
    /// @param broken called when the device failed: this driver is not used again
    PopulationDriver(DeviceLock device, Supplier<Population> start, Runnable broken) {
        this.device = device;
        this.start = start;
        this.broken = broken;
    }

    /// Trains a trial to its end, together with those of other callers.
    ///
    /// An interrupt stops the trial, which then has the outcome [Outcome.Stopped].
    Outcome train(Population.Trial trial) {
        Job<Outcome> job = new Job<>(trial, true);
        submit(job);
        return await(job);
    }

    /// Evaluates the network of a trial's checkpoint.
    Evaluation evaluate(Population.Trial trial) {
        Job<Evaluation> job = new Job<>(trial, false);
        submit(job);
        return await(job);
    }

    /// Whether no trial is trained or waits.
    synchronized boolean isIdle() {
        return !running;
    }

    private synchronized void submit(Job<?> job) {
        waiting.add(job);
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("device-population").start(this::drive);
        }
    }

    private static <T> T await(Job<T> job) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return job.result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    job.cancelled = true;
                } catch (ExecutionException e) {
                    throw rethrown(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case null -> new IllegalStateException("the training failed without a cause");
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(cause);
        };
    }

    private void drive() {
        try {
            Thread.sleep(GATHER_MILLIS);
            boolean more = true;
            while (more) {
                more = advanceOrWait();
            }
        } catch (InterruptedException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            broken.run();
            fail(e);
        }
    }

    /// @return whether there is more to do
    private boolean advanceOrWait() throws InterruptedException {
        try {
            return device.call(this::advance);
        } catch (DeviceMemoryException e) {
            if (!e.isTemporary()) {
                throw e;
            }
            Thread.sleep(RETRY_MILLIS);
            return true;
        }
    }

    /// A group of steps of all trials.
    ///
    /// @return whether there are more
    private boolean advance() {
        Population all = population;
        if (all == null) {
            all = start.get();
            population = all;
        }
        admit(all);
        for (Job<Outcome> job : List.copyOf(training)) {
            if (job.cancelled && job.member != null) {
                all.stop(job.member);
            }
        }
        complete();
        if (!all.isEmpty()) {
            all.advance();
            complete();
        }
        return hasMore(all);
    }

    private void admit(Population all) {
        for (Job<?> job = next(all); job != null; job = next(all)) {
            try {
                begin(all, job);
            } catch (IllegalArgumentException e) {
                job.result.completeExceptionally(e);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private void begin(Population all, Job<?> job) {
        if (job.trains) {
            Job<Outcome> trained = (Job<Outcome>) job;
            trained.member = all.join(job.trial);
            training.add(trained);
        } else {
            ((Job<Evaluation>) job).result.complete(all.evaluate(job.trial));
        }
    }

    private synchronized @Nullable Job<?> next(Population all) {
        return all.hasRoom() ? waiting.poll() : null;
    }

    private void complete() {
        training.removeIf(job -> {
            PopulationMember member = job.member;
            if (member == null || member.isActive()) {
                return false;
            }
            try {
                job.result.complete(member.result().get());
            } catch (RuntimeException e) {
                job.result.completeExceptionally(e);
            }
            return true;
        });
    }

    private synchronized boolean hasMore(Population all) {
        running = !waiting.isEmpty() || !all.isEmpty();
        return running;
    }

    private synchronized void fail(Throwable e) {
        running = false;
        waiting.forEach(job -> job.result.completeExceptionally(e));
        waiting.clear();
        training.forEach(job -> job.result.completeExceptionally(e));
        training.clear();
    }
}
