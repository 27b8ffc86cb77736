package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import io.tunebook.server.api.access.AccessRole;

/// What a route asks of its caller. A route that names nothing is open to readers when it is a GET,
/// and to recorders otherwise.
public enum RequiredRole implements RouteRole {
    /// Nothing: the sign-in page, the dashboard's files, whether the server lives.
    NOBODY(AccessRole.READER),
    /// A reader, who is led to the sign-in page when unknown.
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

    /// Whether the request is to change something.
    static boolean writes(Context ctx) {
        return !ctx.method().equals(HandlerType.GET) && !ctx.method().equals(HandlerType.HEAD);
    }
}
