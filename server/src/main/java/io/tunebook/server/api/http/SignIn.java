package io.tunebook.server.api.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Identity;
import io.tunebook.server.api.access.Sessions;
import io.tunebook.server.api.access.Token;
import io.tunebook.server.api.openapi.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The sign-in of browsers with a token, and the routes of the tokens.
final class SignIn {
    private final Access access;
    private final Exposure exposure;

    /// @param access which checks tokens
    SignIn(Access access, Exposure exposure) {
        this.access = access;
        this.exposure = exposure;
    }

    record Me(boolean access, @Nullable String name, @Nullable AccessRole role) {}

    record Listed(String name, AccessRole role, Instant created, @Nullable Instant expires) {
        static Listed of(Token t) {
            return new Listed(t.name(), t.role(), t.created(), t.expires());
        }
    }

    record All(List<Listed> tokens) {}

    void routes(RoutesConfig routes) {
        routes.get("/sign-in", ctx -> page(ctx, 200, ""), RequiredRole.NOBODY);
        routes.post("/sign-in", this::signIn, RequiredRole.NOBODY);
        routes.post("/sign-out", this::signOut, RequiredRole.NOBODY);
        routes.get(
                "/api/v1/me",
                this::me,
                Operation.of("me", "Access", "The caller's name and role").withResponse(Me.class));
        routes.get(
                "/api/v1/tokens",
                ctx ->
                        Json.answer(
                                ctx,
                                new All(access.tokens().list().stream().map(Listed::of).toList())),
                RequiredRole.ADMIN,
                Operation.of("tokens", "Access", "The tokens, without their secrets")
                        .withResponse(All.class)
                        .withRefusal(404, "Access is not configured."));
        routes.delete(
                "/api/v1/tokens/{name}",
                ctx -> {
                    access.tokens().revoke(ctx.pathParam("name"));
                    ctx.status(204);
                },
                RequiredRole.ADMIN,
                Operation.of("revokeToken", "Access", "Revoke a token"));
    }

    private void me(Context ctx) {
        Identity identity = Access.caller(ctx);
        Json.answer(
                ctx,
                identity == null
                        ? new Me(false, null, null)
                        : new Me(true, identity.name(), identity.role()));
    }

    private void signIn(Context ctx) {
        String secret = ctx.formParam("token");
        Optional<Identity> identity = secret == null ? Optional.empty() : access.show(ctx, secret);
        if (identity.isEmpty() || secret == null) {
            page(ctx, 401, "The token is wrong, expired or revoked.");
            return;
        }
        ctx.cookie(
                cookie(
                        access.sessions().open(secret.strip()),
                        (int) Sessions.LIFETIME.toSeconds()));
        ctx.redirect(
                local(ctx.formParam("to"), exposure.path()), io.javalin.http.HttpStatus.SEE_OTHER);
    }

    private void signOut(Context ctx) {
        String session = ctx.cookie(Access.COOKIE);
        if (session != null) {
            access.sessions().close(session);
        }
        ctx.cookie(cookie("", 0));
        ctx.redirect(exposure.path() + "/sign-in", io.javalin.http.HttpStatus.SEE_OTHER);
    }

    private Cookie cookie(String value, int seconds) {
        return new Cookie(
                Access.COOKIE,
                value,
                exposure.path() + "/",
                seconds,
                exposure.secure(),
                true,
                null,
                SameSite.LAX);
    }

    /// A path of this server, else the first page, so that the redirect stays on this server.
    ///
    /// @param base the path that a proxy has before the server's own
    static String local(@Nullable String to, String base) {
        return to != null
                        && to.startsWith("/")
                        && !to.startsWith("//")
                        && to.chars().noneMatch(c -> c == '\\' || c < ' ')
                ? to
                : base + "/";
    }

    private void page(Context ctx, int status, String problem) {
        String target = RequiredRole.writes(ctx) ? ctx.formParam("to") : ctx.queryParam("to");
        ctx.status(status).header("Cache-Control", "no-store");
        new HtmlPage(
                        """
                        <!doctype html>
                        <html lang="en">
                        <head>
                          <meta charset="utf-8">
                          <meta name="viewport" content="width=device-width, initial-scale=1">
                          <meta name="color-scheme" content="light dark">
                          <title>Sign in · Tunebook</title>
                          <link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
                          <link rel="stylesheet" href="/static/css/tokens.css">
                          <link rel="stylesheet" href="/static/css/app.css">
                        </head>
                        <body>
                          <main id="main">
                            <h1>Sign in to Tunebook</h1>
                            <p>The administrator of this server creates tokens with <code>./tunebook token create</code>.</p>
                            %s
                            <form method="post" action="/sign-in">
                              <input type="hidden" name="to" value="%s">
                              <p><label>Token <input type="password" name="token" autocomplete="current-password" required autofocus size="52"></label></p>
                              <p><button type="submit">Sign in</button></p>
                            </form>
                          </main>
                        </body>
                        </html>
                        """
                                .formatted(
                                        problem.isEmpty()
                                                ? ""
                                                : "<p class=\"problem\" role=\"alert\">"
                                                        + escape(problem)
                                                        + "</p>",
                                        escape(local(target, exposure.path()))))
                .answer(ctx);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
