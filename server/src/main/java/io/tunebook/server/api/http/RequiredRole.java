package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import io.tunebook.server.api.access.AccessRole;

/// The role that a route needs. By default a GET needs a reader, any other method a recorder.
public enum RequiredRole implements RouteRole {
    /// No role: the sign-in page, the dashboard's files, liveness.
    NOBODY(AccessRole.READER),
    /// A reader; an unknown browser is redirected to the sign-in page.
    PAGE(AccessRole.READER),
    READER(AccessRole.READER),
    RECORDER(AccessRole.RECORDER),
    DECIDER(AccessRole.DECIDER),
    ADMIN(AccessRole.ADMIN);

    private final AccessRole role;

    RequiredRole(AccessRole role) {
        this.role = role;
    }

    AccessRole role() {
        return role;
    }

    static RequiredRole of(Context ctx) {
        for (RouteRole role : ctx.routeRoles()) {
            if (role instanceof RequiredRole needs) {
                return needs;
            }
        }
        if (writes(ctx)) {
            return RECORDER;
        }
        return ctx.path().startsWith("/static/") ? NOBODY : READER;
    }

    /// Whether the request can change something.
    static boolean writes(Context ctx) {
        return !ctx.method().equals(HandlerType.GET) && !ctx.method().equals(HandlerType.HEAD);
    }
}
