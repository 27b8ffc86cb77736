package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunebook.server.api.access.AccessRole;
import io.tunebook.server.api.access.Tokens;
import io.tunebook.server.exchange.tracking.Artifacts;
import io.tunebook.server.exchange.tracking.DiskReserve;
import io.tunebook.server.exchange.tracking.Tracking;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that send everything before they read, as Python's `http.client` does: each kind of
/// refusal reaches them. `-Dtunebook.refusals=1000` repeats each kind a thousand times.
@Timeout(600)
class RefusedUploadsTest extends TestServer {
    private static final int REPETITIONS = Integer.getInteger("tunebook.refusals", 3);
    private static final int CLIENTS = 8;
    private static final int PIECE = 1 << 16;

    /// More than both sockets buffer.
    private static final int SOME = 600_000;

    private static final int ABOVE_THE_LIMIT = 9 << 20;

    private static final String WRONG = "Authorization: Bearer wrong";

    /// More than may wait, although the first ones wait for moments only.
    private static final int WRONG_TOKENS = 80;

    /// They wait for six seconds.
    private static final int MAX_WHILE_THEY_WAIT = 40;

    private static final int STATUS_LINE = "HTTP/1.1 429".length();

    private String reader;
    private String recorder;
    private String run;

    @Override
    protected ServerOptions options() throws IOException {
        Tokens tokens = new Tokens(folder, Clock.systemUTC());
        if (tokens.list().isEmpty()) {
            reader = tokens.create("reader", AccessRole.READER, null);
            recorder = tokens.create("recorder", AccessRole.RECORDER, null);
        }
        return super.options()
                .withTokens(tokens)
                .withArtifacts(new Artifacts(folder, new DiskReserve(Long.MAX_VALUE / 2), 0));
    }

    @BeforeEach
    void open() throws IOException {
        run = new Tracking(ledger).createRun("0", "r", "ada", 1, Map.of(), "ada");
        Demo.open(ledger, new StudyData.Generated(50, 1).reproduction("c", "v"), "digits", "ada");
    }

    /// @param line the method and the path
    /// @param closes whether the connection ends with the answer in any case
    private record Kind(int status, String line, String headers, int bytes, boolean closes) {}

    private List<Kind> kinds() {
        String notes = "POST /api/v1/rounds/digits-r1/notes";
        String artifact = "PUT /api/2.0/mlflow-artifacts/artifacts/";
        String writer = "Authorization: Bearer " + recorder;
        return List.of(
                new Kind(401, notes, "X: none", SOME, true),
                new Kind(401, artifact + "1/r/artifacts/a", "X: none", SOME, true),
                new Kind(403, notes, "Authorization: Bearer " + reader, SOME, true),
                new Kind(403, notes, "Origin: http://evil.example", SOME, true),
                new Kind(404, "POST /api/v1/nowhere", writer, SOME, true),
                new Kind(404, artifact + "1/r/artifacts/a", writer, SOME, true),
                new Kind(405, "PUT /api/v1/projects", writer, SOME, true),
                new Kind(400, notes, writer, SOME, false),
                new Kind(400, "POST /api/2.0/mlflow/runs/log-batch", writer, SOME, false),
                new Kind(413, notes, writer, ABOVE_THE_LIMIT, true),
                new Kind(413, "POST /api/2.0/mlflow/runs/log-batch", writer, ABOVE_THE_LIMIT, true),
                new Kind(414, "POST /" + "a".repeat(20_000), writer, SOME, true),
                new Kind(431, notes, "X: " + "a".repeat(20_000), SOME, true),
                new Kind(400, notes, "Bad Header: x", SOME, true),
                new Kind(400, "POST /%zz", writer, SOME, true),
                new Kind(507, artifact + "0/" + run + "/artifacts/a", writer, SOME, false),
                new Kind(507, "POST /api/v1/imports?kind=csv&name=r.csv", writer, SOME, true),
                new Kind(505, "nonsense", writer, SOME, true),
                new Kind(505, "POST / HTTP/1.2 x", writer, SOME, true),
                new Kind(400, notes, writer + "\r\nTransfer-Encoding: chunked", SOME, true));
    }

    @Test
    void everyKindOfRefusalReachesAClientThatSendsEverythingFirst() throws Exception {
        assertThat(problems(kinds(), REPETITIONS)).isEmpty();
    }

    @Test
    void soDoesOneWhileTheTokensCannotBeRead() throws Exception {
        List<Kind> kinds =
                List.of(
                        new Kind(503, "POST /api/v1/projects", "X: none", SOME, true),
                        new Kind(
                                503,
                                "PUT /api/2.0/mlflow-artifacts/artifacts/1/r/artifacts/a",
                                "Authorization: Bearer " + recorder,
                                SOME,
                                true));
        Files.writeString(folder.resolve(Tokens.FILE), "{");
        assertThat(problems(kinds, REPETITIONS)).isEmpty();
    }

    @Test
    void soDoesOneWhileTooManyWrongTokensWait() throws Exception {
        List<Socket> waiting = new ArrayList<>();
        try {
            for (int i = 0; i < WRONG_TOKENS; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                waiting.add(socket);
                send(socket, new Kind(401, "GET /api/v1/projects", WRONG, 0, false));
            }
            while (waiting.stream().noneMatch(RefusedUploadsTest::isRefused)) {
                Thread.sleep(5);
            }
            Kind kind = new Kind(429, "POST /api/v1/projects", WRONG, SOME, true);
            assertThat(problems(List.of(kind), Math.min(REPETITIONS, MAX_WHILE_THEY_WAIT)))
                    .isEmpty();
        } finally {
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    /// Whether the answer is 429; false before there is one.
    private static boolean isRefused(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            return in.available() >= STATUS_LINE
                    && new String(in.readNBytes(STATUS_LINE), StandardCharsets.ISO_8859_1)
                            .startsWith("HTTP/1.1 429");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What went wrong in all repetitions.
    private List<String> problems(List<Kind> kinds, int repetitions) throws Exception {
        List<String> problems = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<String>> all = new ArrayList<>();
            for (Kind kind : kinds) {
                for (int i = 0; i < repetitions; i++) {
                    all.add(clients.submit(() -> problem(kind)));
                }
            }
            for (Future<String> each : all) {
                if (!each.get().isEmpty()) {
                    problems.add(each.get());
                }
            }
        }
        return problems;
    }

    /// It takes longer than the first bytes of a refused request are waited for.
    @Test
    void soDoesOneToALargeUpload() {
        assertThat(problem(new Kind(401, "POST /api/v1/projects", "X: none", 100 << 20, true)))
                .isEmpty();
    }

    /// What went wrong; empty when the answer arrived.
    private String problem(Kind kind) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(60_000);
            send(socket, kind);
            String head = head(new BufferedInputStream(socket.getInputStream()));
            // A wrong token that can wait, because another one has waited, gets 401.
            boolean waited = kind.status() == 429 && head.startsWith("HTTP/1.1 401 ");
            if (!waited && !head.startsWith("HTTP/1.1 " + kind.status() + " ")) {
                return kind + " is answered with " + head;
            }
            return !kind.closes() || head.contains("\r\nConnection: close\r\n")
                    ? ""
                    : kind + " does not announce that it closes: " + head;
        } catch (IOException e) {
            return kind + " is lost: " + e;
        }
    }

    private static void send(Socket socket, Kind kind) throws IOException {
        String line = kind.line().endsWith(" x") ? kind.line() : kind.line() + " HTTP/1.1";
        String length =
                kind.headers().contains("chunked")
                        ? "\r\nzz\r\n"
                        : "Content-Length: %d\r\n\r\n".formatted(kind.bytes());
        var out = socket.getOutputStream();
        out.write(
                "%s\r\nHost: localhost\r\nContent-Type: application/json\r\n%s\r\n%s"
                        .formatted(line.replace(" x", ""), kind.headers(), length)
                        .getBytes(StandardCharsets.ISO_8859_1));
        byte[] piece = new byte[PIECE];
        for (int sent = 0; sent < kind.bytes(); sent += piece.length) {
            out.write(piece, 0, Math.min(piece.length, kind.bytes() - sent));
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            head.write(b);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
