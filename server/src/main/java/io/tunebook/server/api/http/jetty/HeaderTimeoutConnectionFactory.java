package io.tunebook.server.api.http.jetty;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Connections with a timeout for a request's head: one that sends a byte now and then is never
/// idle, and would stay open for days.
public final class HeaderTimeoutConnectionFactory extends HttpConnectionFactory {
    private final long headMillis;

    /// @param headMillis the timeout of a request's line and headers, from their first byte
    public HeaderTimeoutConnectionFactory(HttpConfiguration http, long headMillis) {
        super(http);
        this.headMillis = headMillis;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        TimedHttpConnection connection =
                new TimedHttpConnection(getHttpConfiguration(), connector, endPoint);
        return configure(connection, connector, endPoint);
    }

    private final class TimedHttpConnection extends HttpConnection {
        private final AtomicBoolean watched = new AtomicBoolean();

        TimedHttpConnection(HttpConfiguration http, Connector connector, EndPoint endPoint) {
            super(http, connector, endPoint);
        }

        @Override
        public void onFillable() {
            super.onFillable();
            // Nearly every head arrives in one read.
            if (inHead() && watched.compareAndSet(false, true)) {
                long requests = getMessagesIn();
                var _ =
                        getConnector()
                                .getScheduler()
                                .schedule(
                                        () -> giveUp(requests), headMillis, TimeUnit.MILLISECONDS);
            }
        }

        private void giveUp(long requests) {
            watched.set(false);
            if (inHead() && getMessagesIn() == requests) {
                getEndPoint()
                        .close(
                                new TimeoutException(
                                        "the head of a request took more than %,d ms"
                                                .formatted(headMillis)));
            }
        }

        private boolean inHead() {
            HttpParser.State state = getParser().getState();
            return state.compareTo(HttpParser.State.START) > 0
                    && state.compareTo(HttpParser.State.CONTENT) < 0;
        }
    }
}
