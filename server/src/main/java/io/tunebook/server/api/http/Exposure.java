package io.tunebook.server.api.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where the server listens, and who stands between it and its users.
///
/// @param host to bind
/// @param port 0 for any free one
/// @param tls null for plain HTTP
/// @param publicUrl by which users call it, when that is not the bound address; null for none
/// @param proxies addresses whose `X-Forwarded-For` is believed
public record Exposure(
        String host, int port, @Nullable Tls tls, @Nullable URI publicUrl, Set<String> proxies) {

    /// A certificate and its key, both in PEM.
    public record Tls(Path certificate, Path key) {}

    public Exposure {
        proxies = Set.copyOf(proxies);
    }

    /// Plain HTTP on one address.
    public static Exposure of(String host, int port) {
        return new Exposure(host, port, null, null, Set.of());
    }

    /// The same on another port.
    public Exposure on(int other) {
        return new Exposure(host, other, tls, publicUrl, proxies);
    }

    /// Whether others than the users of this machine can reach it.
    public boolean reachesOthers() {
        return !boundToLoopback() || publicUrl != null || !proxies.isEmpty();
    }

    boolean boundToLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// Whether browsers speak TLS, to it or to the proxy before it.
    boolean secure() {
        return publicUrl == null ? tls != null : "https".equals(publicUrl.getScheme());
    }
}
