package io.tunebook.server.api.http;

import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The URL by which users reach the server: that of a proxy, with a path if the proxy has one.
///
/// @param scheme `http` or `https`
/// @param authority the host, with the port unless it is the scheme's, as browsers send them
/// @param path empty, or with a slash at its beginning and none at its end, as in a request
public record PublicUrl(String scheme, String authority, String path) {
    private static final String EXAMPLE = "https://example.org/ml/tunebook";
    private static final Pattern AUTHORITY =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^:\\[\\]@\\s]+)(?::(?<port>\\d{1,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]+");
    private static final int MAX_PORT = 65_535;

    /// The first segments of the server's own paths. A public path with one of them would be
    /// ambiguous: a request could be one of either.
    private static final List<String> OWN =
            List.of(
                    "api",
                    "static",
                    "health",
                    "metrics",
                    "sign-in",
                    "sign-out",
                    "new-project",
                    "import",
                    "projects",
                    "compare",
                    "rounds",
                    "studies",
                    "agents",
                    "client",
                    "trials",
                    "launches",
                    "experiments",
                    "audit",
                    "playbook");

    /// @throws IllegalArgumentException with what is wrong and an example
    public static PublicUrl parse(String text) {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException e) {
            throw wrong(text, "it is not a URL");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong(text, "it does not begin with http:// or https://");
        }
        if (uri.getRawAuthority() == null) {
            throw wrong(text, "it has no host");
        }
        if (uri.getRawAuthority().contains("@")) {
            throw wrong(
                    scheme + "://…@…",
                    "it has a user name, which browsers do not send: remove it; tokens control access");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw wrong(text, "it has a query or a fragment: remove it");
        }
        return new PublicUrl(
                scheme,
                authority(text, scheme, uri.getRawAuthority()),
                path(text, uri.getRawPath().replaceFirst("/+$", "")));
    }

    private static String authority(String text, String scheme, String authority) {
        Matcher found = AUTHORITY.matcher(authority);
        if (!found.matches()) {
            throw wrong(text, "'%s' is not a host with an optional port".formatted(authority));
        }
        String host = found.group("host").toLowerCase(Locale.ROOT);
        if (!host.startsWith("[")) {
            try {
                host = IDN.toASCII(host).toLowerCase(Locale.ROOT);
            } catch (IllegalArgumentException e) {
                throw wrong(text, "'%s' is not a host name".formatted(host));
            }
            if (!NAME.matcher(host).matches()) {
                throw wrong(text, "'%s' is not a host name".formatted(host));
            }
        }
        if (found.group("port") == null) {
            return host;
        }
        int port = Integer.parseInt(found.group("port"));
        if (port < 1 || port > MAX_PORT) {
            throw wrong(text, "%d is not a port".formatted(port));
        }
        return port == defaultPort(scheme) ? host : host + ":" + port;
    }

    private static String path(String text, String path) {
        if (path.isEmpty()) {
            return "";
        }
        List<String> segments = List.of(path.substring(1).split("/", -1));
        if (segments.stream().anyMatch(s -> s.isEmpty() || s.equals(".") || s.equals(".."))) {
            throw wrong(text, "its path has an empty segment, '.' or '..'");
        }
        if (path.contains(";") || path.toLowerCase(Locale.ROOT).matches(".*%(2f|5c|2e|00).*")) {
            throw wrong(text, "its path has ';', or an encoded slash, backslash, dot or NUL");
        }
        if (OWN.contains(segments.getFirst())) {
            throw wrong(
                    text,
                    "Tunebook itself has paths that begin with /%s: use another path"
                            .formatted(segments.getFirst()));
        }
        return URI.create(path).toASCIIString();
    }

    private static IllegalArgumentException wrong(String text, String why) {
        return new IllegalArgumentException(
                "the public URL must be one such as %s, not '%s': %s"
                        .formatted(EXAMPLE, text, why));
    }

    private static int defaultPort(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    /// The origin of the dashboard's pages, as browsers send it.
    String origin() {
        return scheme + "://" + authority;
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /// Whether a `Host` header names this URL; it may have the scheme's port.
    boolean isHost(@Nullable String host) {
        return host != null
                && (host.equalsIgnoreCase(authority)
                        || host.equalsIgnoreCase(authority + ":" + defaultPort(scheme)));
    }

    /// Whether only this machine reaches the URL: its host is `localhost` or a loopback address.
    boolean isOnThisMachine() {
        String host = authority.replaceFirst(":\\d+$", "");
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The URL without a slash at its end.
    @Override
    public String toString() {
        return origin() + path;
    }
}
