package io.tunebook.server.playbook.analysis;

import java.util.function.Function;
import java.util.function.Supplier;

/// A cache of analysis results, so that a page computes again only what has changed.
///
/// The analysis is pure: without a cache it computes every time. A caller provides a cache for one
/// computation by [#during].
public interface AnalysisCache {
    /// The result of `work` for an argument, cached while the argument under this name stays equal.
    ///
    /// @param name under which one result at a time is cached, such as a function and a study
    <A, R> R get(String name, A argument, Function<A, R> work);

    /// Computes with this cache.
    default <R> R during(Supplier<R> work) {
        return ScopedValue.where(Scope.CACHE, this).call(work::get);
    }

    /// The result from the provided cache, or computed without one.
    static <A, R> R result(String name, A argument, Function<A, R> work) {
        return Scope.CACHE.isBound()
                ? Scope.CACHE.get().get(name, argument, work)
                : work.apply(argument);
    }

    /// The holder of the scoped value.
    final class Scope {
        private static final ScopedValue<AnalysisCache> CACHE = ScopedValue.newInstance();

        private Scope() {}
    }
}
