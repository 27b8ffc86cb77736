package io.tunebook.server.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.security.RouteRole;
import io.tunebook.server.access.Role;

/// What a route asks of its caller. A route that names nothing is open to readers when it is a GET,
/// and to recorders otherwise.
public enum Needs implements RouteRole {
    /// Nothing: the sign-in page, the dashboard's files, whether the server lives.
    NOBODY(Role.READER),
    /// A reader, who is led to the sign-in page when unknown.
    PAGE(Role.READER),
    READER(Role.READER),
    RECORDER(Role.RECORDER),
    DECIDER(Role.DECIDER),
    ADMIN(Role.ADMIN);

    private final Role role;

    Needs(Role role) {
        this.role = role;
    }

    Role role() {
        return role;
    }

    static Needs of(Context ctx) {
        for (RouteRole role : ctx.routeRoles()) {
            if (role instanceof Needs needs) {
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
