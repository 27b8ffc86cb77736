package io.tunebook.server.api.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts failed attempts by address, and delays the answer to each further one. Thread-safe,
/// bounded.
public final class FailedAttempts {
    private static final int MAX_ADDRESSES = 10_000;
    private static final int MAX_WAITING = 64;
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 6;

    private final Map<String, Integer> failures =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };
    private int waiting;

    /// Counts a failure and waits: 0.1 s after the first, then twice as long each time, 6.4 s at
    /// most.
    ///
    /// @return false when too many others are waiting, without a wait
    public boolean failed(String address) throws InterruptedException {
        Duration wait;
        synchronized (failures) {
            int before = failures.merge(address, 1, Integer::sum) - 1;
            wait = FIRST.multipliedBy(1L << Math.min(before, MAX_DOUBLINGS));
            if (waiting >= MAX_WAITING) {
                return false;
            }
            waiting++;
        }
        try {
            Thread.sleep(wait);
            return true;
        } finally {
            synchronized (failures) {
                waiting--;
            }
        }
    }

    /// Resets the count of an address that sent a valid token.
    public void succeeded(String address) {
        synchronized (failures) {
            failures.remove(address);
        }
    }
}
