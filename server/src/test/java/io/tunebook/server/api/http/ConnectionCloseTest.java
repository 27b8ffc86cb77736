package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.proof.SigningKey;
import io.tunebook.events.sqlite.SqliteEventLog;
import io.tunebook.server.ledger.Ledger;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An answer after which the server ends the connection says so: a client that sends its next
/// request on such a connection gets no answer to it.
@Timeout(120)
class ConnectionCloseTest {
    private static final String PLAYBOOK = "/api/v1/playbook HTTP/1.1|Host: localhost|";

    @TempDir private static Path folder;
    private static EventLog log;
    private static Ledger ledger;
    private static WebServer server;

    @BeforeAll
    static void start() throws IOException {
        log = SqliteEventLog.open(folder);
        ledger = new Ledger(log, Clock.systemUTC());
        server =
                WebServer.start(
                        ledger, SigningKey.in(folder), ServerOptions.of("127.0.0.1", 0, "ada"));
    }

    @AfterAll
    static void stop() {
        server.close();
        ledger.close();
        log.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            textBlock =
                    """
                    NUL in the path;             400; GET /a%00x HTTP/1.1|Host: localhost||
                    NUL in an artifact's path;   400; PUT /api/2.0/mlflow-artifacts/artifacts/0/r/artifacts/a%00x HTTP/1.1|Host: localhost|Content-Length: 0||
                    NUL in the path of a HEAD;   400; HEAD /a%00x HTTP/1.1|Host: localhost||
                    escape without digits;       400; DELETE /api/v1/trials/%zz HTTP/1.1|Host: localhost||
                    end within an escape;        400; GET /% HTTP/1.1|Host: localhost||
                    no request line;             400; nonsense||
                    method that is no token;     400; G{T / HTTP/1.1|Host: localhost||
                    no version;                  505; GET /||
                    version 1.2;                 505; GET / HTTP/1.2|Host: localhost||
                    version 3;                   505; GET / HTTP/3|Host: localhost||
                    version 2 without TLS;       426; GET / HTTP/2.0|Host: localhost||
                    blank in the target;         400; POST /api/2.0/mlflow/experiments/restore odd HTTP/1.1|Host: localhost||
                    no Host;                     400; GET / HTTP/1.1||
                    two Hosts;                   400; GET / HTTP/1.1|Host: localhost|Host: b||
                    header without a colon;      400; GET / HTTP/1.1|Host: localhost|no colon||
                    header in two lines;         400; GET / HTTP/1.1|Host: localhost| folded: x||
                    unknown expectation;         417; GET / HTTP/1.1|Host: localhost|Expect: 200-ok||
                    unknown encoding;            400; POST / HTTP/1.1|Host: localhost|Transfer-Encoding: x||
                    two lengths;                 400; POST / HTTP/1.1|Host: localhost|Content-Length: 1|Content-Length: 2||
                    chunk that is none;          400; POST /api/v1/projects HTTP/1.1|Host: localhost|Content-Type: application/json|Transfer-Encoding: chunked||zz|
                    body that has not come, 200; 200; GET /api/v1/playbook HTTP/1.1|Host: localhost|Content-Length: 9||x
                    body that has not come, 403; 403; POST /api/v1/projects HTTP/1.1|Host: localhost|Origin: http://evil.example|Content-Length: 9||x
                    body that has not come, 404; 404; POST /api/v1/nothing HTTP/1.1|Host: localhost|Content-Length: 9||x
                    body that waits, 404;        404; POST /api/v1/nothing HTTP/1.1|Host: localhost|Expect: 100-continue|Content-Length: 9||
                    HTTP/1.0;                    200; GET /api/v1/playbook HTTP/1.0|Host: localhost||
                    as the client asks;          200; GET /api/v1/playbook HTTP/1.1|Host: localhost|Connection: close||
                    """)
    void anAnswerThatEndsTheConnectionSaysSo(String kind, int status, String request)
            throws IOException {
        answersAndCloses(request.replace("|", "\r\n"), status);
    }

    @ParameterizedTest
    @CsvSource({"20000, 0, 414", "0, 20000, 431"})
    void soDoesOneToAHeadThatIsTooLong(int target, int header, int status) throws IOException {
        answersAndCloses(
                "GET /%s HTTP/1.1\r\nHost: localhost\r\nX: %s\r\n\r\n"
                        .formatted("a".repeat(target), "a".repeat(header)),
                status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/playbook, 1000000, 200",
        "POST, /api/v1/nothing, 1000000, 404",
        "POST, /api/v1/projects, 12000000, 413",
        "POST, /api/2.0/mlflow/runs/log-batch, 12000000, 413",
    })
    void soDoesOneToABodyThatIsNotReadToItsEnd(String method, String path, int bytes, int status)
            throws IOException {
        String head =
                "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, bytes);
        try (Socket socket = open()) {
            // All of it can be sent: the server reads on, so that its answer is not lost.
            send(socket, head + " ".repeat(bytes));
            saysThatItCloses(socket, status);
            socket.getInputStream().readAllBytes();
        }
    }

    private static void answersAndCloses(String request, int status) throws IOException {
        try (Socket socket = open()) {
            send(socket, request);
            saysThatItCloses(socket, status);
            socket.getInputStream().readAllBytes();
        }
    }

    private static void saysThatItCloses(Socket socket, int status) throws IOException {
        String head = head(socket);
        assertThat(head).startsWith("HTTP/1.1 " + status + " ");
        assertThat(lines(head)).contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET " + PLAYBOOK + "|",
                "GET " + PLAYBOOK + "Content-Length: 3||abc",
                "GET /api/v1/nothing HTTP/1.1|Host: localhost||",
                "GET / HTTP/1.1|Host: evil.example||",
                "FOO / HTTP/1.1|Host: localhost||",
                "GET /api/v1/trials/a%0Ax HTTP/1.1|Host: localhost||",
                "POST /api/v1/projects HTTP/1.1|Host: localhost|Content-Type: application/json|Content-Length: 1||{",
                "POST /api/v1/projects HTTP/1.1|Host: localhost|Transfer-Encoding: chunked||1|{|0||",
                "GET /api/v1/playbook HTTP/1.0|Host: localhost|Connection: keep-alive||",
            })
    void theNextRequestIsAnsweredAfterAnAnswerThatDoesNotSaySo(String request) throws IOException {
        try (Socket socket = open()) {
            send(socket, request.replace("|", "\r\n"));
            String head = head(socket);
            assertThat(lines(head)).doesNotContain("connection: close");
            socket.getInputStream().readNBytes(length(head));
            send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    private static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /// The status line and the headers, byte by byte: what follows stays to be read.
    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("the connection ended after '%s'", head).isNotNegative();
            head.append((char) c);
        }
        return head.toString();
    }

    private static String[] lines(String head) {
        return head.toLowerCase(Locale.ROOT).split("\r\n");
    }

    private static int length(String head) {
        String name = "content-length: ";
        for (String line : lines(head)) {
            if (line.startsWith(name)) {
                return Integer.parseInt(line.substring(name.length()));
            }
        }
        throw new AssertionError("no length in " + head);
    }
}
