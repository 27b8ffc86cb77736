package io.tunebook.server.playbook.analysis;

import java.util.function.Function;
import java.util.function.Supplier;

/// Keeps results of the analysis, so that a page computes again only what has changed.
///
/// The analysis is pure: it keeps nothing itself, and without a cache it computes every time. A
/// caller lends a cache for the time of one computation, by [#during].
public interface AnalysisCache {
    /// The result of `work` for an argument: a kept one if the last argument under this name was
    /// equal.
    ///
    /// @param name what has one result at a time, such as a function and a study
    <A, R> R get(String name, A argument, Function<A, R> work);

    /// Computes with this cache.
    default <R> R during(Supplier<R> work) {
        return ScopedValue.where(Lent.CACHE, this).call(work::get);
    }

    /// The result from the cache that is lent, or computed.
    static <A, R> R result(String name, A argument, Function<A, R> work) {
        return Lent.CACHE.isBound()
                ? Lent.CACHE.get().get(name, argument, work)
                : work.apply(argument);
    }

    /// Holds the scoped value, which has no state of its own.
    final class Lent {
        private static final ScopedValue<AnalysisCache> CACHE = ScopedValue.newInstance();

        private Lent() {}
    }
}
