package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import org.eclipse.jetty.server.Server;

/// Keeps connections for writes where file descriptors are few: while three quarters of the
/// connections are open, reads are refused, and every answer closes its connection.
final class ConnectionBudget {
    private static final int RETRY_SECONDS = 5;

    private final int most;
    private volatile Server server = new Server();

    /// @param most the maximum of connections, less than the usual one
    ConnectionBudget(int most) {
        this.most = most;
    }

    void observe(Server jetty) {
        server = jetty;
    }

    void routes(RoutesConfig routes) {
        routes.before(this::check);
    }

    private void check(Context ctx) {
        long open =
                Arrays.stream(server.getConnectors())
                        .mapToLong(c -> c.getConnectedEndPoints().size())
                        .sum();
        if (open <= most - most / 4) {
            return;
        }
        ctx.header("Connection", "close");
        if (!RequiredRole.writes(ctx) && !isOfMonitoring(ctx.path())) {
            throw Problem.overloaded(
                    ctx,
                    "the server has %,d connections, and its limit of open files allows %,d, of which a quarter is for writes: retry after %d s, or raise the limit ('ulimit -n')"
                            .formatted(open, most, RETRY_SECONDS),
                    RETRY_SECONDS);
        }
    }

    private static boolean isOfMonitoring(String path) {
        return path.startsWith("/health/") || path.equals("/metrics");
    }
}
