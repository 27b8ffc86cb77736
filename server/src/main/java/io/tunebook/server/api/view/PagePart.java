package io.tunebook.server.api.view;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A part of a page that is computed from the data: when its computation fails, the page has all
/// other parts.
final class PagePart {
    private static final Logger LOG = LoggerFactory.getLogger(PagePart.class);

    private PagePart() {}

    /// The part, or `missing` when its computation fails; the failure is logged.
    ///
    /// @param what the part's name and what it is about, for the log
    static <T> T orElse(T missing, String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            LOG.error("{} could not be computed; the page is shown without it", what, e);
            return missing;
        }
    }

    /// The part, or null when there is none or its computation fails; the failure is logged.
    static <T> @Nullable T orNull(String what, Supplier<@Nullable T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            failed(what, e);
            return null;
        }
    }

    private static void failed(String what, RuntimeException e) {
        LOG.error("{} could not be computed; the page is shown without it", what, e);
    }
}
