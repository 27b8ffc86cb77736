package io.tunebook.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The threads of one training: the caller and `threads - 1` workers. They take pieces of work by a
/// shared counter, and wait for the next round by spinning, then by parking.
final class WorkerTeam implements AutoCloseable {

    private static final int SPINS = 1_000;

    /// The caller spins longer: on idle cores the last pieces end soon.
    private static final int MAX_CALLER_SPINS = 20_000;

    private static final long CALLER_PARK_NANOS = 20_000;

    /// One round of work, with counters of its own, so that a late worker cannot take pieces of the
    /// next round.
    private static final class Round {
        final int pieces;
        final IntConsumer work;
        final AtomicInteger next = new AtomicInteger();
        final AtomicInteger done = new AtomicInteger();
        volatile @Nullable Throwable failure;

        Round(int pieces, IntConsumer work) {
            this.pieces = pieces;
            this.work = work;
        }

        void runPieces() {
            for (int piece = next.getAndIncrement();
                    piece < pieces;
                    piece = next.getAndIncrement()) {
                try {
                    work.accept(piece);
                } catch (RuntimeException | Error e) {
                    failure = e;
                } finally {
                    done.incrementAndGet();
                }
            }
        }
    }

    private final List<Thread> workers = new ArrayList<>();
    private volatile @Nullable Round round;
    private volatile boolean closed;

    WorkerTeam(int threads) {
        for (int i = 1; i < threads; i++) {
            workers.add(Thread.ofPlatform().daemon().name("kernel-" + i).start(this::runWorker));
        }
    }

    int threads() {
        return workers.size() + 1;
    }

    /// Runs pieces 0 .. pieces - 1 of the work in any order, on all threads, and returns when all
    /// are done.
    void share(int pieces, IntConsumer work) {
        if (workers.isEmpty() || pieces == 1) {
            for (int piece = 0; piece < pieces; piece++) {
                work.accept(piece);
            }
            return;
        }
        Round own = new Round(pieces, work);
        round = own;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
        own.runPieces();
        waitForWorkers(own);
        if (own.failure instanceof RuntimeException e) {
            throw e;
        }
        if (own.failure instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread worker : workers) {
            LockSupport.unpark(worker);
        }
    }

    /// Spins for a short time, then sleeps for short times: with more threads than idle cores a
    /// worker can finish its piece only when the caller gives up its core.
    private static void waitForWorkers(Round round) {
        for (int spins = 0; round.done.get() < round.pieces; spins++) {
            if (spins < MAX_CALLER_SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(CALLER_PARK_NANOS);
            }
        }
    }

    private void runWorker() {
        Round last = null;
        int spins = 0;
        while (!closed) {
            Round now = round;
            if (now != last && now != null) {
                now.runPieces();
                last = now;
                spins = 0;
            } else if (spins < SPINS) {
                spins++;
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
    }
}
