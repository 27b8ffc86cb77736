package io.tunebook.server.training.run;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The memory that trainings share. A training that runs out of it is restarted alone, because
/// others may have used it; only one that does not fit alone is too large.
final class MemoryBudget {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBudget.class);

    private final boolean shared;

    /// Read-locked by trainings in parallel, write-locked by one alone.
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /// @param workers the number of trainings that share it
    MemoryBudget(int workers) {
        this.shared = workers > 1;
    }

    /// Trains, and retries alone when the memory ran out.
    ///
    /// @throws OutOfMemoryError when the memory is too small for it alone
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
        LOG.warn("a trial ran out of memory in parallel with others: retrying it alone");
        alone(training);
    }

    /// Trains while no other training runs.
    void alone(Runnable training) {
        lock.writeLock().lock();
        try {
            training.run();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
