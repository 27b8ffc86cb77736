package io.tunebook.server.api.http;

import java.net.BindException;

/// The port is in use.
public final class PortTakenException extends RuntimeException {
    PortTakenException(String host, int port, Throwable cause) {
        super(
                "port %d on %s is in use: stop the program that listens there, or name another port with --port"
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
