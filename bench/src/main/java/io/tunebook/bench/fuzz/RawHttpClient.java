package io.tunebook.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Sends bytes unchanged: a client library would correct or refuse malformed requests. One
/// connection, reused while the server keeps it open. For one thread.
final class RawHttpClient implements AutoCloseable {
    /// Well below the time after which a server closes a connection that is idle.
    private static final long SOON_NANOS = Duration.ofSeconds(5).toNanos();

    private final URI server;
    private final int timeout;
    private @Nullable Socket socket;
    private @Nullable InputStream in;
    private long answered;
    private @Nullable FuzzRequest last;

    /// @param timeout after which a server without an answer counts as hung
    RawHttpClient(URI server, Duration timeout) {
        this.server = server;
        this.timeout = (int) timeout.toMillis();
    }

    /// @throws IOException when the answer is missing or incomplete
    RawResponse send(FuzzRequest request) throws IOException {
        boolean reused = socket != null;
        long began = System.nanoTime();
        try {
            return read(connected(request), request, began);
        } catch (java.net.SocketTimeoutException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            if (!reused) {
                throw e;
            }
            if (e instanceof NoAnswer && began - answered < SOON_NANOS) {
                throw new IOException(
                        "the connection ended after an answer without Connection: close, to "
                                + last,
                        e);
            }
            // The server may have closed a reused connection: retry on a new one.
            began = System.nanoTime();
            try {
                return read(connected(request), request, began);
            } catch (IOException again) {
                close();
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    private InputStream connected(FuzzRequest request) throws IOException {
        Socket open = socket;
        InputStream stream = in;
        if (open == null || stream == null) {
            open = new Socket(server.getHost(), server.getPort());
            open.setSoTimeout(timeout);
            open.setTcpNoDelay(true);
            stream = new BufferedInputStream(open.getInputStream());
            socket = open;
            in = stream;
        }
        open.getOutputStream().write(request.bytes(server.getAuthority()));
        open.getOutputStream().flush();
        return stream;
    }

    private RawResponse read(InputStream stream, FuzzRequest request, long began)
            throws IOException {
        String status = line(stream);
        while (status.startsWith("HTTP/1.1 100")) {
            headers(stream);
            status = line(stream);
        }
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("not a status line: " + status);
        }
        int code = Integer.parseInt(status.substring(9, 12));
        Map<String, String> headers = headers(stream);
        byte[] body = body(stream, request, code, headers);
        if (headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close")) {
            close();
        }
        answered = System.nanoTime();
        last = request;
        return new RawResponse(code, headers, body, Duration.ofNanos(System.nanoTime() - began));
    }

    private static byte[] body(
            InputStream in, FuzzRequest request, int status, Map<String, String> headers)
            throws IOException {
        if (request.method().equals("HEAD") || status == 204 || status == 304) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").contains("chunked")) {
            return chunks(in);
        }
        String length = headers.get("content-length");
        if (length == null) {
            return in.readAllBytes();
        }
        byte[] body = in.readNBytes(Integer.parseInt(length));
        if (body.length < Integer.parseInt(length)) {
            throw new EOFException("the answer is incomplete");
        }
        return body;
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            int length = Integer.parseInt(line(in).strip(), 16);
            all.writeBytes(in.readNBytes(length));
            line(in);
            if (length == 0) {
                return all.toByteArray();
            }
        }
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> all = new TreeMap<>();
        String line = line(in);
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            all.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            line = line(in);
        }
        return all;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int c = in.read();
        while (c != '\n') {
            if (c < 0 && line.size() == 0) {
                throw new NoAnswer();
            }
            if (c < 0) {
                throw new EOFException(
                        "the server closed the connection within a line of the answer");
            }
            if (c != '\r') {
                line.write(c);
            }
            c = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// The connection ended where an answer was to begin.
    private static final class NoAnswer extends EOFException {
        NoAnswer() {
            super("the server hung up without an answer");
        }
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
            in = null;
        }
    }
}
