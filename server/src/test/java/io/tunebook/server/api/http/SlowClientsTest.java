package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server's socket with short timeouts, and slow clients.
@Timeout(180)
class SlowClientsTest {
    private static final LimitedConnector.Limits SHORT =
            new LimitedConnector.Limits(20, 20, 1_000, 2_000);

    private final Server server = new Server();
    private final List<Socket> sockets = new ArrayList<>();
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        start(SHORT);
    }

    private void start(LimitedConnector.Limits limits) throws Exception {
        LimitedConnector.limits(server, limits);
        connector =
                LimitedConnector.of(
                        server, new HttpConfiguration(), Exposure.of("127.0.0.1", 0), limits);
        server.addConnector(connector);
        ((Handler.Singleton) server.getHandler()).setHandler(new Reading());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        server.stop();
    }

    /// Reads a body to its end and returns its length.
    private static final class Reading extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws IOException {
            byte[] body = Content.Source.asInputStream(request).readAllBytes();
            response.write(
                    true,
                    ByteBuffer.wrap(("read " + body.length).getBytes(StandardCharsets.US_ASCII)),
                    callback);
            return true;
        }
    }

    private Socket open(String begin) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
        sockets.add(socket);
        socket.setSoTimeout(60_000);
        send(socket, begin);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /// Sends a piece every 200 ms until the server closes the connection.
    private static Duration trickle(Socket socket, String piece) throws InterruptedException {
        long began = System.nanoTime();
        try {
            for (int i = 0; i < 300; i++) {
                send(socket, piece);
                Thread.sleep(200);
            }
        } catch (IOException e) {
            return Duration.ofNanos(System.nanoTime() - began);
        }
        throw new AssertionError("the server has accepted everything for 60 s");
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void aSilentClientIsDisconnected() throws IOException {
        long began = System.nanoTime();
        assertThat(open("").getInputStream().read()).isEqualTo(-1);
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void aHeadSentByteByByteTimesOut() throws Exception {
        assertThat(trickle(open("GET / HTTP/1.1\r\nHost: x\r\n"), "A: b\r\n"))
                .isGreaterThan(Duration.ofMillis(1_900));
        assertThat(trickle(open("G"), "E")).isPositive();
    }

    @Test
    void aHeadInPiecesWithinTheTimeoutIsAnsweredAndSoIsTheNext() throws Exception {
        // However long this test has to wait for a processor, it is in time.
        server.stop();
        server.removeConnector(connector);
        start(LimitedConnector.DEFAULT_LIMITS);
        Socket socket = open("GET / HT");
        Thread.sleep(300);
        send(socket, "TP/1.1\r\nHost: x\r\n\r\n");
        Thread.sleep(300);
        send(socket, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnec");
        Thread.sleep(300);
        send(socket, "tion: close\r\n\r\nabcd");
        assertThat(answer(socket)).contains("read 0", "read 4");
    }

    @Test
    void aBodySentByteByByteTimesOut() throws Exception {
        // The rate is that of each request, whatever others have sent before.
        Socket large =
                open(
                        "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1048576\r\n\r\n"
                                + "x".repeat(1 << 20));
        assertThat(answer(large)).contains("read 1048576");
        Socket socket = open("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        assertThat(trickle(socket, "x")).isPositive();
    }

    @Test
    void connectionsAboveTheLimitWaitUntilOthersClose() throws Exception {
        long began = System.nanoTime();
        for (int i = 0; i < SHORT.connections(); i++) {
            open("");
        }
        Socket late = open("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer(late)).contains("read 0");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("it waits until the silent clients are disconnected")
                .isGreaterThan(Duration.ofMillis(SHORT.idleMillis() * 9 / 10));
    }

    @Test
    void anAddressCannotTakeTheConnectionsOfOthers() throws Exception {
        server.stop();
        server.removeConnector(connector);
        start(new LimitedConnector.Limits(20, 5, 30_000, 20_000));
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            // A head that does not end; no token is known yet.
            slow.add(open("GET / HTTP/1.1\r\n"));
        }
        Socket further = open("");
        assertThat(further.getInputStream().read()).isEqualTo(-1);
        try (Socket other = new Socket()) {
            other.bind(
                    new InetSocketAddress(
                            java.net.InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 0));
            other.connect(
                    new InetSocketAddress(
                            java.net.InetAddress.getLoopbackAddress(), connector.getLocalPort()));
            send(other, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer(other)).contains("read 0");
        }
        slow.getFirst().close();
        String last = "";
        while (!last.contains("read 0")) {
            try {
                last = answer(open("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
            } catch (IOException e) {
                last = "the closed connection is still counted";
            }
        }
    }
}
