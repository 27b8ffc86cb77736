package io.tunebook.server.ledger;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The pages of a range of the log, in order, prepared ahead by as many threads as there are
/// processors. A short range is one page, prepared by the calling thread.
///
/// @param <T> the prepared form of an event
final class PrefetchedPages<T> implements AutoCloseable {
    static final int PAGE = 500;
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int AHEAD = 2 * PROCESSORS;

    private final long last;
    private final Source<T> source;
    private final ArrayDeque<CompletableFuture<List<T>>> ahead = new ArrayDeque<>();
    private final @Nullable ExecutorService threads;

    /// The last position of the requested pages, and of the returned ones.
    private long requested;

    private long returned;

    /// Reads and prepares events. Called from several threads.
    interface Source<T> {
        /// @param events the number of events, unless the log ends earlier
        List<T> after(long position, int events);
    }

    /// @param after the position before the first
    /// @param last the last position
    PrefetchedPages(long after, long last, Source<T> source) {
        this.requested = after;
        this.returned = after;
        this.last = last;
        this.source = source;
        this.threads =
                last - after <= PAGE
                        ? null
                        : Executors.newFixedThreadPool(
                                PROCESSORS,
                                Thread.ofPlatform().name("replay-", 0).daemon().factory());
    }

    /// The next page; callable until the last position is returned.
    ///
    /// @throws IllegalArgumentException when the log ends earlier
    List<T> next() {
        List<T> page =
                threads == null ? source.after(returned, (int) (last - returned)) : joined(threads);
        if (page.isEmpty()) {
            throw new IllegalArgumentException(
                    "the log ends at %d, before %d".formatted(returned, last));
        }
        returned += page.size();
        return page;
    }

    private List<T> joined(ExecutorService executor) {
        while (requested < last && ahead.size() < AHEAD) {
            long after = requested;
            int events = (int) Math.min(PAGE, last - requested);
            ahead.add(CompletableFuture.supplyAsync(() -> source.after(after, events), executor));
            requested += events;
        }
        try {
            return ahead.remove().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (threads != null) {
            threads.close();
        }
    }
}
