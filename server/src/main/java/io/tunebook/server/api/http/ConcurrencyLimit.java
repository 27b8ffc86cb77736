package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/// Limits the requests in progress: further ones are refused with `Retry-After` instead of held in
/// memory.
final class ConcurrencyLimit {
    /// Four times the requests of 64 writers and the pages of a large team.
    static final int MAX_REQUESTS = 1_024;

    private static final String INSIDE = "tunebook.inside";
    private static final int RETRY_SECONDS = 1;

    private final int most;
    private final AtomicInteger inProgress = new AtomicInteger();

    /// @param most the maximum of requests in progress; live streams have their own limit
    ConcurrencyLimit(int most) {
        this.most = most;
    }

    /// The number of requests in progress.
    int inProgress() {
        return inProgress.get();
    }

    void routes(RoutesConfig routes) {
        routes.before(this::enter);
        routes.after(this::leave);
    }

    private void enter(Context ctx) {
        if (ctx.path().equals(LiveStream.PATH)) {
            return;
        }
        if (inProgress.incrementAndGet() > most) {
            inProgress.decrementAndGet();
            throw Problem.overloaded(
                    ctx,
                    "the server is overloaded with %,d requests in progress: retry after %d s"
                            .formatted(most, RETRY_SECONDS),
                    RETRY_SECONDS);
        }
        AtomicBoolean counted = new AtomicBoolean(true);
        ctx.attribute(INSIDE, counted);
        // On completion, because a handler can skip the `after` handlers.
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()),
                failure -> leave(counted));
    }

    private void leave(Context ctx) {
        AtomicBoolean counted = ctx.attribute(INSIDE);
        if (counted != null) {
            leave(counted);
        }
    }

    private void leave(AtomicBoolean counted) {
        if (counted.getAndSet(false)) {
            inProgress.decrementAndGet();
        }
    }
}
