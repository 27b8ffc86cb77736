package io.tunebook.server.training.run;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory that trainings share: one that runs out of it begins anew, alone, since another may
/// have taken it. Only what does not fit alone is too large.
final class MemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

    private final boolean shared;

    /// Read by trainings beside others, written by one alone.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /// @param workers how many trainings share it
    MemoryBudget(int workers) {
        this.shared = workers > 1;
    }

    /// Trains, and trains once more, alone, when the memory ran out.
    ///
    /// @throws OutOfMemoryError when there was too little for it alone
    void use(Runnable training) {
        lock.readLock().lock();
        try {
            training.run();
            return;
        } catch (OutOfMemoryError e) {
            if (!shared) {
                throw e;
            }
        } finally {
            lock.readLock().unlock();
        }
        LOG.warn("a trial ran out of memory beside others: it begins anew, alone");
        lock.writeLock().lock();
        try {
            training.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
