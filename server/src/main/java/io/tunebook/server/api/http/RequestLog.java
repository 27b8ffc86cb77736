package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.access.Identity;
import io.tunebook.server.api.logs.Logs;
import org.slf4j.Logger;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/// Logs one line per answered request: its id, caller, address, route, status and time. Never its
/// query, headers or body, which can contain secrets.
final class RequestLog {
    private static final Logger LOG = Logs.requests();
    private static final int FAILED = 500;
    private static final int REFUSED = 400;

    private final Addresses addresses;

    RequestLog(Exposure exposure) {
        this.addresses = new Addresses(exposure.proxies());
    }

    void tell(Context ctx, float millis) {
        int status = ctx.statusCode();
        Level level = status >= FAILED ? Level.WARN : status >= REFUSED ? Level.INFO : Level.DEBUG;
        if (ctx.path().equals(Health.READY)) {
            // A balancer asks a standby all the time; why a server is not ready is logged once.
            level = Level.DEBUG;
        }
        if (!LOG.isEnabledForLevel(level)) {
            return;
        }
        // It can run on another thread than the request.
        try (var _ = MDC.putCloseable(Logs.REQUEST, RequestId.of(ctx))) {
            tell(ctx, level, millis);
        }
    }

    private void tell(Context ctx, Level level, float millis) {
        Identity caller = Access.caller(ctx);
        String name = caller == null ? "-" : caller.name();
        String address = addresses.of(ctx);
        LOG.atLevel(level)
                .addKeyValue("method", ctx.method().name())
                .addKeyValue("path", ctx.path())
                .addKeyValue("status", ctx.statusCode())
                .addKeyValue("millis", millis)
                .addKeyValue("address", address)
                .addKeyValue("caller", name)
                .log(
                        "{} {} {} in {} ms by {} from {}",
                        ctx.method(),
                        ctx.path(),
                        ctx.statusCode(),
                        millis,
                        name,
                        address);
    }
}
