package io.tunebook.server.api.http;

import java.net.BindException;

/// Somebody else listens on the port.
public final class PortTakenException extends RuntimeException {
    PortTakenException(String host, int port, Throwable cause) {
        super(
                "port %d on %s is taken: stop what listens there, or give another with --port"
                        .formatted(port, host),
                cause);
    }

    static boolean isBehind(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof BindException) {
                return true;
            }
        }
        return String.valueOf(e.getMessage()).contains("Port already in use");
    }
}
