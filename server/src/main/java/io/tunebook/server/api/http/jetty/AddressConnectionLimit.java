package io.tunebook.server.api.http.jetty;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.io.SelectorManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Limits the open connections of one address, so that it cannot take those of all others. A
/// connection counts from the moment that it is accepted, before its first byte and whatever its
/// token. Networks of IPv6 (/64) count as one address. Thread-safe.
public final class AddressConnectionLimit implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(AddressConnectionLimit.class);
    private static final int NETWORK_BYTES = 8;

    private final int most;
    private final Set<String> exempt;
    private final Map<SelectableChannel, String> addresses = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private String lastRefused = "";

    /// @param most the maximum of connections from one address
    /// @param exempt addresses of proxies, whose connections are those of many clients
    public AddressConnectionLimit(int most, Set<String> exempt) {
        this.most = most;
        this.exempt = Set.copyOf(exempt);
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        String address = address(channel);
        if (address != null && !add(channel, address)) {
            try {
                // Jetty then reports that the connection was not accepted.
                channel.close();
            } catch (IOException e) {
                LOG.debug("a connection above the limit of its address was closed already", e);
            }
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        String address = addresses.remove(channel);
        if (address != null) {
            counts.computeIfPresent(address, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    private synchronized boolean add(SelectableChannel channel, String address) {
        if (counts.getOrDefault(address, 0) >= most) {
            if (!lastRefused.equals(address)) {
                lastRefused = address;
                LOG.warn(
                        "{} has {} open connections, the maximum of one address: further ones are closed. A proxy is exempt when it is named by --behind-proxy",
                        address,
                        most);
            }
            return false;
        }
        addresses.put(channel, address);
        counts.merge(address, 1, Integer::sum);
        return true;
    }

    /// Null when the client has disconnected, or is exempt.
    private @org.jspecify.annotations.Nullable String address(SelectableChannel channel) {
        try {
            if (channel instanceof SocketChannel socket
                    && socket.getRemoteAddress() instanceof InetSocketAddress peer
                    && !exempt.contains(peer.getAddress().getHostAddress())) {
                return network(peer.getAddress());
            }
        } catch (IOException e) {
            LOG.debug("a connection was closed before it was accepted", e);
        }
        return null;
    }

    static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.ofDelimiter(":")
                                .formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                        + "::/64"
                : address.getHostAddress();
    }
}
