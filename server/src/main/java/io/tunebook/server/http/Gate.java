package io.tunebook.server.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets in only so many requests at once: what more would come is told to come again, instead of
/// being held in memory.
final class Gate {
    /// Four times what 64 writers and the pages of a large team ask for at once.
    static final int MOST = 1_024;

    private static final String INSIDE = "tunebook.inside";
    private static final int RETRY_SECONDS = 1;

    private final int most;
    private final AtomicInteger inside = new AtomicInteger();

    /// @param most requests that are worked on at once; live streams have a limit of their own
    Gate(int most) {
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
        ctx.attribute(INSIDE, true);
    }

    private void leave(Context ctx) {
        if (ctx.attribute(INSIDE) != null) {
            ctx.attribute(INSIDE, null);
            inside.decrementAndGet();
        }
    }
}
