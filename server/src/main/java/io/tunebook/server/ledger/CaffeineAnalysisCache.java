package io.tunebook.server.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.tunebook.server.playbook.analysis.AnalysisCache;
import java.util.function.Function;

/// The analysis results of a server. Thread-safe; two threads that need the same result at once may
/// both compute it.
public final class CaffeineAnalysisCache implements AnalysisCache {
    private static final int MAX_RESULTS = 50_000;

    private final Cache<String, Entry> results;

    private record Entry(Object argument, Object result) {}

    public CaffeineAnalysisCache() {
        this(MAX_RESULTS);
    }

    /// @param maxResults how many results are kept
    CaffeineAnalysisCache(int maxResults) {
        results = Caffeine.newBuilder().maximumSize(maxResults).executor(Runnable::run).build();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <A, R> R get(String name, A argument, Function<A, R> work) {
        Entry known = results.getIfPresent(name);
        if (known != null && known.argument().equals(argument)) {
            return (R) known.result();
        }
        R result = work.apply(argument);
        results.put(name, new Entry(argument, result));
        return result;
    }
}
