package io.tunebook.server.api.http.jetty;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Connections with a timeout for a request's head: one that sends a byte now and then is never
/// idle, and would stay open for days. An answer after which the server closes such a connection
/// carries `Connection: close`, so that its client sends nothing more on it.
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
        protected HttpStreamOverHTTP1 newHttpStream(
                String method, String uri, HttpVersion version) {
            return new Announcing(method, uri, version);
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

        /// Jetty itself announces the end of a connection to HTTP/1.1 alone, and only where it
        /// knows of it when the answer begins: it takes a request whose first line is malformed for
        /// HTTP/1.0, and looks for the rest of a body after the answer.
        private final class Announcing extends HttpStreamOverHTTP1 {
            Announcing(String method, String uri, HttpVersion version) {
                super(method, uri, version);
            }

            @Override
            public void prepareResponse(HttpFields.Mutable headers) {
                // What is left of the body is discarded, or ends the connection when it has not
                // come.
                if (consumeAvailable() != null || !isPersistent() || endsWithConnection(headers)) {
                    headers.put(HttpFields.CONNECTION_CLOSE);
                }
                super.prepareResponse(headers);
            }

            /// In HTTP/1.0 the end of a connection is the end of an answer of unknown length.
            private boolean endsWithConnection(HttpFields headers) {
                return getHttpVersion() == HttpVersion.HTTP_1_0
                        && !headers.contains(HttpHeader.CONTENT_LENGTH);
            }
        }
    }
}
