package io.tunebook.server.api.http;

import io.tunebook.server.api.http.jetty.AddressConnectionLimit;
import io.tunebook.server.api.http.jetty.HeaderTimeoutConnectionFactory;
import io.tunebook.server.api.http.jetty.LingeringCloseEndPoint;
import io.tunebook.server.api.http.jetty.MinimumReadRate;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/// The server's listening socket, with limits for slow clients and large headers.
final class LimitedConnector {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
    private static final int MAX_HEADER_BYTES = 16_384;

    /// The limits of connections.
    ///
    /// @param connections the maximum of open connections
    /// @param byAddress the maximum of open connections from one address
    /// @param idleMillis the timeout without a byte
    /// @param headMillis the timeout of a request's line and headers
    record Limits(int connections, int byAddress, long idleMillis, long headMillis) {
        Limits withConnections(int next) {
            return new Limits(next, Math.min(next, byAddress), idleMillis, headMillis);
        }
    }

    static final Limits DEFAULT_LIMITS = new Limits(4_096, 3_072, 30_000, 20_000);

    /// Connections that wait when many dashboards reconnect at once.
    private static final int ACCEPT_QUEUE = 1_024;

    /// Unread bytes that the system buffers per connection; the rest stays in the log.
    private static final int SEND_BUFFER_BYTES = 128 << 10;

    /// Below this rate a request body is refused.
    private static final long MIN_BYTES_A_SECOND = 64;

    private LimitedConnector() {}

    /// Sets the limits for all connections together.
    static void limits(Server server, Limits limits) {
        server.addBean(new NetworkConnectionLimit(limits.connections(), server));
        server.insertHandler(new MinimumReadRate(MIN_BYTES_A_SECOND));
        server.setErrorHandler(new ParserErrorHandler());
    }

    /// @throws UnusableTlsException when the certificate or its key is invalid
    static ServerConnector of(
            Server server, HttpConfiguration base, Exposure exposure, Limits limits) {
        HttpConfiguration http = new HttpConfiguration(base);
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.setIdleTimeout(limits.idleMillis());
        HeaderTimeoutConnectionFactory connections =
                new HeaderTimeoutConnectionFactory(http, limits.headMillis());
        ServerConnector connector;
        Exposure.Tls tls = exposure.tls();
        if (tls == null) {
            connector = new LingeringConnector(server, connections);
        } else {
            // Without the SNI check: clients also connect by address or by a proxy's
            // name, and the guard checks the Host header.
            http.addCustomizer(new SecureRequestCustomizer(false));
            connector =
                    new LingeringConnector(
                            server,
                            new SslConnectionFactory(context(tls), "http/1.1"),
                            connections);
        }
        connector.addBean(
                new AddressConnectionLimit(
                        limits.byAddress(), new Addresses(exposure.proxies()).proxies()));
        connector.setHost(exposure.host());
        connector.setPort(exposure.port());
        connector.setIdleTimeout(limits.idleMillis());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
        return connector;
    }

    /// Closes connections so that clients can read the last answer.
    private static final class LingeringConnector extends ServerConnector {
        LingeringConnector(Server server, ConnectionFactory... factories) {
            super(server, factories);
        }

        @Override
        protected SocketChannelEndPoint newEndPoint(
                SocketChannel channel, ManagedSelector selector, SelectionKey key) {
            SocketChannelEndPoint endPoint =
                    new LingeringCloseEndPoint(channel, selector, key, getScheduler());
            endPoint.setIdleTimeout(getIdleTimeout());
            return endPoint;
        }
    }

    private static SslContextFactory.Server context(Exposure.Tls tls) {
        char[] password = new char[0];
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            Certificate[] chain = chain(tls.certificate());
            store.setKeyEntry(
                    "tunebook",
                    key(tls.key(), chain[0].getPublicKey().getAlgorithm()),
                    password,
                    chain);
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setKeyStore(store);
            context.setKeyStorePassword("");
            context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new UnusableTlsException(
                    "the certificate %s cannot be used with the key %s: %s"
                            .formatted(tls.certificate(), tls.key(), e.getMessage()),
                    e);
        }
    }

    private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
        try (var in = Files.newInputStream(file)) {
            Certificate[] chain =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(in)
                            .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException(file + " contains no certificate in PEM");
            }
            return chain;
        }
    }

    private static PrivateKey key(Path file, String algorithm)
            throws GeneralSecurityException, IOException {
        Matcher found = KEY.matcher(Files.readString(file));
        if (!found.find()) {
            throw new IOException(
                    file
                            + " contains no 'BEGIN PRIVATE KEY': convert the key with 'openssl pkcs8 -topk8 -nocrypt'");
        }
        byte[] der = Base64.getMimeDecoder().decode(found.group(1));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
