package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.access.FailedAttempts;
import io.tunebook.server.api.access.Identity;
import io.tunebook.server.api.access.Sessions;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.access.UnreadableAccessFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out who calls, and whether they may. Without tokens everybody who reaches the server may.
public final class Access {
    /// The cookie of a browser that has signed in.
    static final String COOKIE = "tunebook_session";

    private static final String CALLER = "tunebook.caller";

    private final @Nullable Tokens tokens;
    private final @Nullable Sessions sessions;
    private final FailedAttempts attempts = new FailedAttempts();
    private final Addresses addresses;

    /// @param tokens null for a server without any, which asks nobody
    Access(@Nullable Tokens tokens, Exposure exposure) {
        this.tokens = tokens;
        this.sessions = tokens == null ? null : new Sessions(tokens, Clock.systemUTC());
        this.addresses = new Addresses(exposure.proxies());
    }

    /// Who calls; null when access is not configured.
    public static @Nullable Identity caller(Context ctx) {
        return ctx.attribute(CALLER);
    }

    /// @throws Problem with 404 when there are none
    Tokens tokens() {
        if (tokens == null || !configured()) {
            throw Problem.notFound(
                    "nobody has to sign in here: access is not configured ('./tunebook token create')");
        }
        return tokens;
    }

    Sessions sessions() {
        return Objects.requireNonNull(sessions);
    }

    /// Lets through, or answers 401, 403, 429 or 503, or leads a browser to the sign-in page.
    void check(Context ctx) {
        RequiredRole needs = RequiredRole.of(ctx);
        if (needs == RequiredRole.NOBODY || !configured()) {
            return;
        }
        Optional<Identity> caller = identify(ctx);
        if (caller.isEmpty()) {
            if (needs == RequiredRole.PAGE) {
                String query = ctx.queryString() == null ? "" : "?" + ctx.queryString();
                ctx.redirect(
                        "/sign-in?to="
                                + URLEncoder.encode(ctx.path() + query, StandardCharsets.UTF_8));
                ctx.skipRemainingHandlers();
                return;
            }
            throw unknown(
                    ctx,
                    "say who you are: 'Authorization: Bearer TOKEN'; './tunebook token create' makes a token");
        }
        Identity who = caller.get();
        if (!who.role().allows(needs.role())) {
            throw Problem.forbidden(
                    "this needs a %s, and '%s' is a %s"
                            .formatted(
                                    needs.role().name().toLowerCase(Locale.ROOT),
                                    who.name(),
                                    who.role().name().toLowerCase(Locale.ROOT)));
        }
        ctx.attribute(CALLER, who);
    }

    /// The owner of a secret that somebody shows; wrong ones are answered late.
    Optional<Identity> show(Context ctx, String secret) {
        Optional<Identity> found = tokens().find(secret.strip());
        String address = addresses.of(ctx);
        if (found.isPresent()) {
            attempts.succeeded(address);
            return found;
        }
        try {
            if (!attempts.failed(address)) {
                throw Problem.busy(ctx, "too many wrong tokens at once: try again later", 7);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    private boolean configured() {
        try {
            return tokens != null && tokens.configured();
        } catch (UnreadableAccessFile e) {
            throw Problem.unavailable(
                    "nobody is let in while the tokens cannot be read: put access.json in the data folder right ('./tunebook token list' there says what is wrong)");
        }
    }

    private Optional<Identity> identify(Context ctx) {
        String header = ctx.header("Authorization");
        if (header != null) {
            Optional<Identity> found = byHeader(ctx, header);
            if (found.isEmpty()) {
                throw unknown(
                        ctx, "this token is not known: it is wrong, has expired, or was revoked");
            }
            return found;
        }
        String cookie = ctx.cookie(COOKIE);
        Optional<Identity> found = cookie == null ? Optional.empty() : sessions().find(cookie);
        // A browser adds its cookie to whatever any site makes it send: only our own pages write.
        if (found.isPresent() && RequiredRole.writes(ctx) && !ownPage(ctx)) {
            throw Problem.forbidden(
                    "a browser writes from the dashboard's own pages only; machines use 'Authorization: Bearer TOKEN'");
        }
        return found;
    }

    private Optional<Identity> byHeader(Context ctx, String header) {
        int space = header.indexOf(' ');
        String scheme = space < 0 ? "" : header.substring(0, space).toLowerCase(Locale.ROOT);
        String rest = header.substring(space + 1).strip();
        return switch (scheme) {
            case "bearer" -> show(ctx, rest);
            case "basic" -> basic(ctx, rest);
            default ->
                    throw unknown(ctx, "the Authorization header is 'Bearer TOKEN' or HTTP Basic");
        };
    }

    /// As MLflow's clients send it: the user is the token's name, or empty, the password the token.
    private Optional<Identity> basic(Context ctx, String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknown(ctx, "HTTP Basic is 'NAME:TOKEN' in base64");
        }
        int colon = pair.indexOf(':');
        String user = colon < 0 ? pair : pair.substring(0, colon);
        return show(ctx, pair.substring(colon + 1))
                .filter(who -> user.isEmpty() || user.equals(who.name()));
    }

    /// The guard has refused foreign origins already; here one has to be named.
    private static boolean ownPage(Context ctx) {
        return ctx.header("Origin") != null || "same-origin".equals(ctx.header("Sec-Fetch-Site"));
    }

    private static Problem unknown(Context ctx, String detail) {
        ctx.header("WWW-Authenticate", "Bearer realm=\"Tunebook\"");
        return Problem.unauthorized(detail);
    }
}
