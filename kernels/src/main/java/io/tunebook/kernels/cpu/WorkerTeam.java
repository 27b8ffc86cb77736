package io.tunebook.kernels.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// The threads of one training: the caller's, and as many more as make up `threads`. They share the
/// pieces of a piece of work by a counter, and wait for the next by spinning first and parking
/// then.
final class WorkerTeam implements AutoCloseable {

    private static final int SPINS = 1_000;

    /// One round of work; each round has counters of its own, so that a late thread cannot take
    /// pieces of the next.
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

        void help() {
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

    private final List<Thread> helpers = new ArrayList<>();
    private volatile @Nullable Round round;
    private volatile boolean closed;

    WorkerTeam(int threads) {
        for (int i = 1; i < threads; i++) {
            helpers.add(Thread.ofPlatform().daemon().name("kernel-" + i).start(this::waitAndHelp));
        }
    }

    int threads() {
        return helpers.size() + 1;
    }

    /// Does pieces 0 .. pieces - 1 of the work, in any order, and returns when all are done.
    void share(int pieces, IntConsumer work) {
        if (helpers.isEmpty() || pieces == 1) {
            for (int piece = 0; piece < pieces; piece++) {
                work.accept(piece);
            }
            return;
        }
        Round own = new Round(pieces, work);
        round = own;
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
        own.help();
        while (own.done.get() < pieces) {
            Thread.onSpinWait();
        }
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
        for (Thread helper : helpers) {
            LockSupport.unpark(helper);
        }
    }

    private void waitAndHelp() {
        Round last = null;
        int spins = 0;
        while (!closed) {
            Round now = round;
            if (now != last && now != null) {
                now.help();
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
