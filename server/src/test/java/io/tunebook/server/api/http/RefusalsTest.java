package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.events.log.Verification;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Refusals of raw requests, which no client library corrects.
class RefusalsTest extends TestServer {
    private static final String NOTES = "/api/v1/rounds/digits-r1/notes";

    private long before;

    @BeforeEach
    void open() throws IOException {
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
        before = log.head().position();
    }

    @AfterEach
    void nothingWasAppendedAndTheLogVerifies() {
        assertThat(log.head().position()).isEqualTo(before);
        assertThat(log.verify()).isInstanceOf(Verification.Intact.class);
    }

    private String host() {
        return URI.create(server.url()).getAuthority();
    }

    /// The whole answer as text.
    private String raw(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The server can close before everything was sent; its answer is
                // still readable.
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String request(String line, String headers, byte[] body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(
                "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n"
                        .formatted(line, host(), headers, body.length)
                        .getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(body);
        String answer = raw(bytes.toByteArray());
        assertThat(answer).doesNotContain("\tat ", "io.tunebook", "Exception");
        return answer;
    }

    private String post(String body, String headers) throws IOException {
        return request("POST " + NOTES, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static int status(String answer) {
        return Integer.parseInt(answer.substring(9, 12));
    }

    @ParameterizedTest
    @CsvSource({
        "evil.example,            403",
        "evil.example:7070,       403",
        "127.0.0.1.evil.example,  403",
        "localhost.evil.example,  403",
        "169.254.169.254,         403",
    })
    void aForeignHostNameIsRefused(String host, int status) throws IOException {
        String answer =
                raw(
                        "GET /api/v1/projects HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                                .formatted(host)
                                .getBytes(StandardCharsets.US_ASCII));
        assertThat(status(answer)).as(answer).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example\r\n",
                "Origin: null\r\n",
                "Origin: http://127.0.0.1:1\r\n",
                "Sec-Fetch-Site: cross-site\r\n"
            })
    void aWriteFromAnotherSiteIsRefused(String header) throws IOException {
        assertThat(status(post("{\"text\":\"planted\"}", header))).isEqualTo(403);
    }

    @Test
    void aBodyOfMoreThanEightMegabytesIsTooLarge() throws IOException {
        assertThat(status(post("{\"text\":\"" + "x".repeat(9 << 20) + "\"}", ""))).isEqualTo(413);
    }

    @Test
    void aBodyThatIsTooSlowIsRefusedWithAReason() throws Exception {
        // The rate is that of each request, whatever others have sent before.
        assertThat(status(post("x".repeat(1 << 20), ""))).isEqualTo(400);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            var out = socket.getOutputStream();
            out.write(
                    "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n{"
                            .formatted(NOTES, host())
                            .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            Thread.sleep(1_500);
            out.write(' ');
            out.flush();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(status(answer)).as(answer).isEqualTo(408);
            assertThat(answer).contains("application/problem+json", "too slowly");
        }
    }

    @Test
    void aTruncatedBodyIsRefused() throws Exception {
        long before = ledger.now().position();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(
                            "POST %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n{\"text\":\"x\"}"
                                    .formatted(NOTES, host())
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.isEmpty()) {
                assertThat(status(answer)).as(answer).isEqualTo(400);
            }
        }
        assertThat(ledger.now().position()).isEqualTo(before);
    }

    /// A client that sends its whole body before it reads could otherwise get a connection reset
    /// instead of the answer.
    @ParameterizedTest
    @CsvSource({
        "'POST /api/v1/events?type=LONG', '',                       414",
        "'POST /api/v1/rounds/r/notes',   'X-Long: LONG\r\n',      431",
        "'POST /api/v1/rounds/r/notes',   'Origin: http://evil\r\n', 403",
        "'POST /api/v1/nowhere',          '',                       404",
        "'PUT /api/v1/projects',          '',                       405",
        "'POST /api/v1/rounds/%',         '',                       400",
        "'POST /api/v1/rounds/r/notes',   '',                       413",
        "'POST /api/v1/rounds/r/notes',   'Bad Header: x\r\n',     400",
    })
    void anAnswerToAClientThatStillSendsIsNotLost(String line, String headers, int status)
            throws IOException {
        for (int times = 0; times < 5; times++) {
            String answer =
                    request(
                            line.replace("LONG", "x".repeat(20_000)),
                            headers.replace("\\r\\n", "\r\n").replace("LONG", "x".repeat(20_000)),
                            new byte[12 << 20]);
            assertThat(answer).contains("application/problem+json", "X-Content-Type-Options");
            assertThat(status(answer)).as(answer).isEqualTo(status);
        }
    }

    @Test
    void headersAndQueriesOfMoreThanSixteenKilobytesAreTooLarge() throws IOException {
        assertThat(status(post("{}", "X-Long: " + "x".repeat(20_000) + "\r\n"))).isEqualTo(431);
        assertThat(
                        status(
                                request(
                                        "GET /api/v1/events?type=" + "x".repeat(20_000),
                                        "",
                                        new byte[0])))
                .isEqualTo(414);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"text\":"})
    void jsonThatIsNestedTooDeepIsMalformed(String open) throws IOException {
        assertThat(status(post(open.repeat(100_000), ""))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"x\",\"@class\":\"java.lang.ProcessBuilder\"}",
                "[\"javax.script.ScriptEngineManager\",{\"text\":\"x\"}]",
                "{\"text\":{\"@type\":\"x\"}}",
                "{\"text\":null}",
                "null",
                "",
                "\u0000",
                "<note/>"
            })
    void anythingButTheExpectedJsonIsRefused(String body) throws IOException {
        assertThat(status(post(body, ""))).isEqualTo(400);
    }

    /// Quotations in refusals are searched for package names, in time and stack independent of the
    /// input's length.
    @ParameterizedTest
    @ValueSource(strings = {"a.", "aA", "a.A$", "aaaa"})
    void quotationsInARefusalAreShort(String piece) throws IOException {
        String body = "{\"decision\":\"" + piece.repeat(1_000_000) + "\"}";
        long began = System.nanoTime();
        String answer =
                request(
                        "POST /api/v1/rounds/digits-r1/decision",
                        "",
                        body.getBytes(StandardCharsets.UTF_8));
        assertThat(status(answer)).as(answer).isEqualTo(400);
        assertThat(answer).hasSizeLessThan(4_000);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aCompressedBodyIsNotDecompressed() throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                gzip.write(zeros);
            }
        }
        String answer =
                request("POST " + NOTES, "Content-Encoding: gzip\r\n", packed.toByteArray());
        assertThat(status(answer)).isIn(400, 415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/../../../../etc/passwd",
                "/static/%2e%2e/%2e%2e/application.properties",
                "/static/..%2f..%2fMETA-INF/MANIFEST.MF",
                "/static/..%5c..%5cMETA-INF",
                "/static/%00",
                "/static//etc/passwd",
                "/static/vendor/../../../MANIFEST.MF",
                "/../access.json",
                "/access.json",
                "/tunebook.db"
            })
    void noPathLeavesTheDashboardsFiles(String path) throws IOException {
        assertThat(status(request("GET " + path, "", new byte[0]))).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/projects", "/api/v1/nowhere", "/static/css/app.css"})
    void everyAnswerHasTheSecurityHeaders(String path) throws IOException {
        String answer = request("GET " + path, "", new byte[0]);
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        assertThat(head)
                .contains(
                        "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self';",
                        "frame-ancestors 'none'",
                        "X-Content-Type-Options: nosniff",
                        "Referrer-Policy: same-origin",
                        "X-Frame-Options: DENY",
                        "Cross-Origin-Opener-Policy: same-origin",
                        "Cross-Origin-Resource-Policy: same-origin",
                        "Permissions-Policy: ")
                .doesNotContain("unsafe-", "Server:", "X-Powered-By", "Access-Control-Allow");
    }
}
