package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.Request;

/// Lets in only so many requests at once: what more would come is told to come again, instead of
/// being held in memory.
final class ConcurrencyLimit {
    /// Four times what 64 writers and the pages of a large team ask for at once.
    static final int MAX_REQUESTS = 1_024;

    private static final String INSIDE = "tunebook.inside";
    private static final int RETRY_SECONDS = 1;

    private final int most;
    private final AtomicInteger inside = new AtomicInteger();

    /// @param most requests that are worked on at once; live streams have a limit of their own
    ConcurrencyLimit(int most) {
        this.most = most;
    }

    /// How many requests are being worked on.
    int inside() {
        return inside.get();
    }

    void routes(RoutesConfig routes) {
        routes.before(this::enter);
        routes.after(this::leave);
    }

    private void enter(Context ctx) {
        if (ctx.path().equals(LiveStream.PATH)) {
            return;
        }
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            throw Problem.overloaded(
                    ctx,
                    "%,d requests are being worked on: try again in a moment".formatted(most),
                    RETRY_SECONDS);
        }
        AtomicBoolean here = new AtomicBoolean(true);
        ctx.attribute(INSIDE, here);
        // However it ends: what comes after a handler is skipped when the handler says so.
        Request.addCompletionListener(
                ServletContextRequest.getServletContextRequest(ctx.req()), failure -> leave(here));
    }

    private void leave(Context ctx) {
        AtomicBoolean here = ctx.attribute(INSIDE);
        if (here != null) {
            leave(here);
        }
    }

    private void leave(AtomicBoolean here) {
        if (here.getAndSet(false)) {
            inside.decrementAndGet();
        }
    }
}
