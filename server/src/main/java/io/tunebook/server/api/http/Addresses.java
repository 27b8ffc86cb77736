package io.tunebook.server.api.http;

import io.javalin.http.Context;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;

/// The address that a request comes from. `X-Forwarded-For` counts only from a configured proxy,
/// and only the entry that this proxy added.
final class Addresses {
    private final Set<String> proxies;

    Addresses(Set<String> proxies) {
        this.proxies = proxies.stream().map(Addresses::plain).collect(Collectors.toSet());
    }

    /// The addresses of the proxies.
    Set<String> proxies() {
        return proxies;
    }

    String of(Context ctx) {
        return of(ctx.req().getRemoteAddr(), ctx.header("X-Forwarded-For"));
    }

    String of(String peer, @org.jspecify.annotations.Nullable String forwarded) {
        String address = plain(peer);
        if (forwarded == null) {
            return address;
        }
        String[] hops = forwarded.split(",", -1);
        for (int i = hops.length - 1; i >= 0 && proxies.contains(address); i--) {
            address = plain(hops[i].strip());
        }
        return address;
    }

    private static String plain(String address) {
        String bare = address.replaceAll("[\\[\\]]", "");
        // Literal addresses only: a name would cause a DNS lookup.
        if (!bare.matches("[0-9a-fA-F.:]{2,45}")) {
            return bare.length() > 45 ? bare.substring(0, 45) : bare;
        }
        try {
            return InetAddress.ofLiteral(bare).getHostAddress();
        } catch (IllegalArgumentException e) {
            return bare;
        }
    }
}
