package io.tunebook.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// One persistent connection of an agent, over a plain socket.
final class AgentClient implements AutoCloseable {
    private final URI url;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    AgentClient(String server) throws IOException {
        this.url = URI.create(server);
        this.socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// The answer to a POST.
    ///
    /// @throws IOException also when the status is not 200
    String post(String path, String body) throws IOException {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(path, url.getHost(), url.getPort(), content.length);
        byte[] headed = head.getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(headed, headed.length + content.length);
        System.arraycopy(content, 0, request, headed.length, content.length);
        out.write(request);
        return new String(answer(path), StandardCharsets.UTF_8);
    }

    /// Asks the study for a trial and returns its id.
    ///
    /// @param body an ask request
    String ask(String body) throws IOException {
        String answer = post("/api/v1/studies/%s/ask".formatted(AgentStudy.ID), body);
        int at = answer.indexOf("\"trial\":\"") + 9;
        return answer.substring(at, answer.indexOf('"', at));
    }

    /// The size of the answer to a GET.
    int get(String path) throws IOException {
        out.write(
                "GET %s HTTP/1.1\r\nHost: %s:%d\r\n\r\n"
                        .formatted(path, url.getHost(), url.getPort())
                        .getBytes(StandardCharsets.US_ASCII));
        return answer(path).length;
    }

    private byte[] answer(String path) throws IOException {
        String status = HttpLoad.line(in);
        int length = 0;
        boolean chunked = false;
        for (String header = HttpLoad.line(in); !header.isEmpty(); header = HttpLoad.line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).strip());
            }
            chunked |= lower.startsWith("transfer-encoding:");
        }
        byte[] content = chunked ? chunks() : in.readNBytes(length);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(
                    "%s answers %s %s"
                            .formatted(path, status, new String(content, StandardCharsets.UTF_8)));
        }
        return content;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(HttpLoad.line(in), 16);
            all.writeBytes(in.readNBytes(size));
            HttpLoad.line(in);
        } while (size > 0);
        return all.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
