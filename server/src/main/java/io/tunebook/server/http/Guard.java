package io.tunebook.server.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What every request has to pass, and the headers that every answer carries.
final class Guard {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopback;

    Guard(String host) {
        this.loopback = isLoopback(host);
    }

    /// Refuses names that a page elsewhere may have bound to this address (DNS rebinding) and
    /// writes that another site's page sends.
    void check(Context ctx) {
        String host = ctx.host();
        if (loopback && (host == null || !LOOPBACK.contains(name(host)))) {
            throw Problem.forbidden(
                    "this server answers to localhost only, and was called '%s'".formatted(host));
        }
        String origin = ctx.header("Origin");
        if (origin != null && !ctx.method().name().equals("GET") && !sameHost(origin, host)) {
            throw Problem.forbidden(
                    "a page of %s may not write here: use the dashboard itself".formatted(origin));
        }
    }

    static void headers(Context ctx) {
        ctx.header(
                "Content-Security-Policy",
                "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none';"
                        + " frame-ancestors 'none'; form-action 'self'");
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("X-Frame-Options", "DENY");
        ctx.header("Cross-Origin-Resource-Policy", "same-origin");
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

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
