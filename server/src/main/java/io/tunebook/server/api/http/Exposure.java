package io.tunebook.server.api.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The address that the server listens on, and the proxies in front of it.
///
/// @param host the address to bind
/// @param port 0 for any free port
/// @param tls null for plain HTTP
/// @param publicUrl the URL that users open, when it is not the bound address; else null
/// @param proxies addresses whose `X-Forwarded-For` is trusted
public record Exposure(
        String host,
        int port,
        @Nullable Tls tls,
        @Nullable PublicUrl publicUrl,
        Set<String> proxies) {

    /// A certificate and its private key, both in PEM.
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

    /// Whether other machines can connect.
    public boolean reachesOthers() {
        return !boundToLoopback()
                || (publicUrl != null && !publicUrl.isOnThisMachine())
                || !proxies.isEmpty();
    }

    /// The path that a proxy has before the server's own, without a slash at its end; else empty.
    String path() {
        return publicUrl == null ? "" : publicUrl.path();
    }

    boolean boundToLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// Whether browsers connect with TLS, to the server or to the proxy in front of it.
    boolean secure() {
        return publicUrl == null ? tls != null : publicUrl.isSecure();
    }
}
