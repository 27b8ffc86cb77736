package io.tunebook.kernels.tornado;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// One thread at a time uses the devices: drivers compile and run for one thread only.
final class DeviceLock {

    static final DeviceLock SHARED = new DeviceLock();

    private final ReentrantLock lock = new ReentrantLock(true);

    private DeviceLock() {}

    <T> T call(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
