package io.tunebook.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/// Sends the same small request over 64 connections for a second, and prints the answers a second.
/// Plain sockets, so that the load uses little of the server's machine.
final class HttpLoad {
    static final int CONNECTIONS = 64;
    private static final long NANOS = 1_500_000_000L;
    private static final long WARM_NANOS = 700_000_000L;

    /// The request to send.
    enum Kind {
        /// A note, which is answered when it is durable.
        APPEND,
        /// The liveness check, which needs no work.
        EMPTY
    }

    private HttpLoad() {}

    public static void main(String[] args) throws Exception {
        Kind kind = Kind.valueOf(args[0]);
        URI url = URI.create(args[1]);
        byte[] body = "{\"text\":\"a note of a few words\"}".getBytes(StandardCharsets.UTF_8);
        LongAdder answers = new LongAdder();
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(CONNECTIONS);
        long start = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            byte[] request = kind == Kind.APPEND ? request(url, i + 1, body) : empty(url);
            Thread.ofPlatform()
                    .start(() -> {
                        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
                            socket.setTcpNoDelay(true);
                            talk(socket, request, start, answers);
                        } catch (IOException e) {
                            failure.set(e);
                        }
                        done.countDown();
                    });
        }
        done.await();
        if (failure.get() != null) {
            throw failure.get();
        }
        System.out.printf(Locale.ROOT, "%.1f%n", answers.sum() / (NANOS / 1e9));
    }

    private static byte[] request(URI url, int round, byte[] body) {
        String text =
                "POST /api/v1/rounds/made-r%d/notes HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(
                                round,
                                url.getHost(),
                                url.getPort(),
                                body.length,
                                new String(body, StandardCharsets.UTF_8));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] empty(URI url) {
        return "GET /health/live HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                .formatted(url.getHost(), url.getPort())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void talk(Socket socket, byte[] request, long start, LongAdder answers)
            throws IOException {
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long now = System.nanoTime() - start;
        while (now < WARM_NANOS + NANOS) {
            out.write(request);
            answer(in);
            now = System.nanoTime() - start;
            if (now >= WARM_NANOS && now < WARM_NANOS + NANOS) {
                answers.increment();
            }
        }
    }

    /// Reads one complete answer.
    static void answer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException("the server answers " + status);
        }
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server has closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
