package io.tunebook.server.api.http;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Limits subscribers, in all and by address. Thread-safe: checks and counts in one step.
final class SharedLimit {
    private final int most;
    private final int byAddress;
    private final Map<String, Integer> counts = new HashMap<>();
    private int all;

    /// @param most the maximum in all
    /// @param byAddress the maximum of one address other than this machine's own
    SharedLimit(int most, int byAddress) {
        this.most = most;
        this.byAddress = byAddress;
    }

    /// Counts a subscriber.
    ///
    /// @return the limit that it exceeds, in words; null when it is counted
    synchronized @Nullable String enter(String address) {
        if (all >= most) {
            return "%,d subscribers".formatted(most);
        }
        if (!isLoopback(address) && counts.getOrDefault(address, 0) >= byAddress) {
            return "%,d subscribers from this address".formatted(byAddress);
        }
        all++;
        counts.merge(address, 1, Integer::sum);
        return null;
    }

    /// Clients on this machine, or behind a proxy on it.
    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1");
    }

    synchronized void leave(String address) {
        all--;
        counts.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
    }
}
