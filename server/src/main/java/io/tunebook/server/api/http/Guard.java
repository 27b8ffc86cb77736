package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The checks of every request, and the headers of every answer.
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /// The security headers of every answer.
    static final Map<String, String> HEADERS =
            Map.of(
                    "Content-Security-Policy",
                    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
                            + " connect-src 'self'; object-src 'none'; base-uri 'none';"
                            + " frame-ancestors 'none'; form-action 'self'",
                    "Cross-Origin-Opener-Policy",
                    "same-origin",
                    "Permissions-Policy",
                    "camera=(), microphone=(), geolocation=()",
                    "X-Content-Type-Options",
                    "nosniff",
                    // With no-referrer, browsers send the origin of a form as null.
                    "Referrer-Policy",
                    "same-origin",
                    "X-Frame-Options",
                    "DENY",
                    "Cross-Origin-Resource-Policy",
                    "same-origin");

    private final boolean loopback;
    private final @Nullable PublicUrl publicUrl;
    private final boolean secure;

    Guard(Exposure exposure) {
        this.loopback = exposure.boundToLoopback();
        this.publicUrl = exposure.publicUrl();
        this.secure = exposure.secure();
    }

    /// Refuses Host names that a foreign page may have bound to this address (DNS rebinding), and
    /// writes from pages of other sites.
    void check(Context ctx) {
        String host = ctx.host();
        if (!isOwnHost(host, ctx.req().getLocalAddr())) {
            throw Problem.forbidden(
                    publicUrl == null
                            ? "the Host header '%s' is not accepted: call this server as localhost, or start it with the --public-url that users open"
                                    .formatted(host)
                            : "the Host header '%s' is not accepted: call this server as %s, its --public-url; a proxy must pass the Host header on"
                                    .formatted(host, publicUrl));
        }
        if (!RequiredRole.writes(ctx)) {
            return;
        }
        String origin = ctx.header("Origin");
        if (origin == null
                ? "cross-site".equals(ctx.header("Sec-Fetch-Site"))
                : !own(origin, host)) {
            throw Problem.forbidden(
                    publicUrl == null
                            ? "a page of %s cannot write here: use the dashboard; behind a proxy, start the server with the --public-url that users open"
                                    .formatted(origin)
                            : "a page of %s cannot write here: use the dashboard at %s, the server's --public-url"
                                    .formatted(origin, publicUrl));
        }
    }

    /// The public name if there is one, this machine's names, and the address that the request was
    /// sent to, as health checks send it. A foreign page can bind none of them to this server.
    private boolean isOwnHost(@Nullable String host, String address) {
        if (publicUrl == null && !loopback) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String name = name(host).toLowerCase(Locale.ROOT);
        return (publicUrl != null && publicUrl.isHost(host))
                || LOOPBACK.contains(name)
                || (!loopback && isAddress(name, address));
    }

    private static boolean isAddress(String name, String address) {
        try {
            return InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", ""))
                    .equals(InetAddress.ofLiteral(address.replaceAll("[\\[\\]]", "")));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean own(String origin, @Nullable String host) {
        return (publicUrl != null && origin.equalsIgnoreCase(publicUrl.origin()))
                || sameHost(origin, host);
    }

    void headers(Context ctx) {
        HEADERS.forEach(ctx::header);
        if (secure) {
            ctx.header("Strict-Transport-Security", "max-age=31536000");
        }
    }

    private static boolean sameHost(String origin, @Nullable String host) {
        try {
            URI uri = URI.create(origin);
            return uri.getAuthority() != null && uri.getAuthority().equals(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String name(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
