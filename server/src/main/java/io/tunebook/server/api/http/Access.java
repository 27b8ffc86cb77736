package io.tunebook.server.api.http;

import io.javalin.http.Context;
import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.FailedAttempts;
import io.tunebook.server.api.access.Identity;
import io.tunebook.server.api.access.Sessions;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.api.access.UnreadableAccessFile;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Authenticates requests and checks their role. Without tokens every request is allowed.
public final class Access {
    /// The session cookie of a browser.
    static final String COOKIE = "tunebook_session";

    private static final String CALLER = "tunebook.caller";
    private static final String VALIDITY = "tunebook.validity";

    private final @Nullable Tokens tokens;
    private final @Nullable Sessions sessions;
    private final FailedAttempts attempts = new FailedAttempts();
    private final Addresses addresses;
    private final String path;

    /// @param tokens null for a server without access control
    Access(@Nullable Tokens tokens, Exposure exposure) {
        this.tokens = tokens;
        this.sessions = tokens == null ? null : new Sessions(tokens);
        this.addresses = new Addresses(exposure.proxies());
        this.path = exposure.path();
    }

    /// The identity behind a request; null when access is not configured.
    public static @Nullable Identity caller(Context ctx) {
        return ctx.attribute(CALLER);
    }

    /// Whether the caller may record trials: everybody without access control.
    static boolean mayRecord(Context ctx) {
        Identity caller = caller(ctx);
        return caller == null || caller.role().allows(AccessRole.RECORDER);
    }

    /// The address that the request comes from.
    String address(Context ctx) {
        return addresses.of(ctx);
    }

    /// Whether the request would pass still: not after its token or session has ended, or after the
    /// first token was created. For requests that take long.
    BooleanSupplier validity(Context ctx) {
        BooleanSupplier validity = ctx.attribute(VALIDITY);
        return () -> {
            try {
                return validity == null
                        ? tokens == null || !tokens.configured()
                        : validity.getAsBoolean();
            } catch (UnreadableAccessFile e) {
                // As for a new request.
                return false;
            }
        };
    }

    /// @throws Problem with 404 when access is not configured
    Tokens tokens() {
        if (tokens == null || !configured()) {
            throw Problem.notFound(
                    "access is not configured, so there is no sign-in: './tunebook token create' makes the first token");
        }
        return tokens;
    }

    Sessions sessions() {
        return Objects.requireNonNull(sessions);
    }

    /// Lets a request pass, answers 401, 403, 429 or 503, or redirects a browser to the sign-in
    /// page.
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
                        path
                                + "/sign-in?to="
                                + URLEncoder.encode(
                                        path + ctx.path() + query, StandardCharsets.UTF_8));
                ctx.skipRemainingHandlers();
                return;
            }
            throw unknown(
                    ctx,
                    "the request has no token: send 'Authorization: Bearer TOKEN'; './tunebook token create' makes a token");
        }
        Identity identity = caller.get();
        if (!identity.role().allows(needs.role())) {
            throw Problem.forbidden(
                    "this needs the role %s, and '%s' has the role %s"
                            .formatted(
                                    needs.role().name().toLowerCase(Locale.ROOT),
                                    identity.name(),
                                    identity.role().name().toLowerCase(Locale.ROOT)));
        }
        ctx.attribute(CALLER, identity);
    }

    /// The owner of a secret; the answer to a wrong one is delayed.
    Optional<Identity> show(Context ctx, String secret) {
        Optional<Identity> found = tokens().find(secret.strip());
        String address = addresses.of(ctx);
        if (found.isPresent()) {
            ctx.attribute(VALIDITY, tokens().validity(secret.strip()));
            attempts.succeeded(address);
            return found;
        }
        try {
            if (!attempts.failed(address)) {
                throw Problem.busy(ctx, "too many wrong tokens at once: retry later", 7);
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
                    "the tokens cannot be read, so access is refused: repair access.json in the data folder ('./tunebook token list' shows the problem)");
        }
    }

    private Optional<Identity> identify(Context ctx) {
        String header = ctx.header("Authorization");
        if (header != null) {
            Optional<Identity> found = byHeader(ctx, header);
            if (found.isEmpty()) {
                throw unknown(ctx, "the token is wrong, expired or revoked: send another one");
            }
            return found;
        }
        String cookie = ctx.cookie(COOKIE);
        Optional<Identity> found = cookie == null ? Optional.empty() : sessions().find(cookie);
        if (cookie != null && found.isPresent()) {
            ctx.attribute(VALIDITY, sessions().validity(cookie));
        }
        // Browsers add the cookie to requests of any site: only the dashboard's own pages
        // may write.
        if (found.isPresent() && RequiredRole.writes(ctx) && !ownPage(ctx)) {
            throw Problem.forbidden(
                    "a signed-in browser can write only from the dashboard's own pages: send 'Authorization: Bearer TOKEN' instead");
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
                    throw unknown(
                            ctx, "the Authorization header must be 'Bearer TOKEN' or HTTP Basic");
        };
    }

    /// MLflow's clients send HTTP Basic: the user is the token's name or empty, the password the
    /// token.
    private Optional<Identity> basic(Context ctx, String encoded) {
        String pair;
        try {
            pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknown(ctx, "HTTP Basic must be 'NAME:TOKEN' in base64");
        }
        int colon = pair.indexOf(':');
        String user = colon < 0 ? pair : pair.substring(0, colon);
        return show(ctx, pair.substring(colon + 1))
                .filter(identity -> user.isEmpty() || user.equals(identity.name()));
    }

    /// The guard has refused foreign origins already; here an origin must be present.
    private static boolean ownPage(Context ctx) {
        return ctx.header("Origin") != null || "same-origin".equals(ctx.header("Sec-Fetch-Site"));
    }

    private static Problem unknown(Context ctx, String detail) {
        ctx.header("WWW-Authenticate", "Bearer realm=\"Tunebook\"");
        return Problem.unauthorized(detail);
    }
}
