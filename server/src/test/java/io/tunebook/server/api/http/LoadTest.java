package io.tunebook.server.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.javalin.Javalin;
import io.tunebook.events.Event;
import io.tunebook.events.log.EventIds;
import io.tunebook.events.log.EventLog;
import io.tunebook.events.log.Expected;
import io.tunebook.events.log.NewEvent;
import io.tunebook.events.wire.Wire;
import io.tunebook.server.training.demo.Demo;
import io.tunebook.server.training.run.StudyData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many clients at once, and some that do not read, over real sockets.
@Timeout(300)
class LoadTest extends TestServer {
    private static final int DASHBOARDS = 1_000;
    private static final int WRITERS = 64;
    private static final int NOTES_EACH = 2;

    private String round;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        round =
                Demo.open(
                        ledger,
                        new StudyData.Generated(50, 1).reproduction("c", "v"),
                        "digits",
                        "ada");
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /// A dashboard that follows the log after a position.
    private Socket follow(long after, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(
                new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), server.port()));
        socket.setSoTimeout(120_000);
        socket.getOutputStream()
                .write(
                        "GET /api/v1/events/stream?after=%d HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
                                .formatted(after, server.port())
                                .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 2_048);
    }

    private static void readUntil(BufferedReader in, String what) throws IOException {
        for (String line = in.readLine(); ; line = in.readLine()) {
            assertThat(line).as("the stream continues until '%s'", what).isNotNull();
            if (line.contains(what)) {
                return;
            }
        }
    }

    private HttpResponse<String> note(String text) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(
                                URI.create(server.url() + "/api/v1/rounds/" + round + "/notes"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"text\":\"%s\"}".formatted(text)))
                        .build(),
                BodyHandlers.ofString());
    }

    private void notes(int count) throws Exception {
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                answers.add(
                        writers.submit(() -> {
                            int status = 0;
                            for (int i = 0; i < count; i++) {
                                status = Math.max(status, note("a note").statusCode());
                            }
                            return status;
                        }));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isBetween(200, 299);
            }
        }
    }

    /// Appends notes directly, because commands would take longer.
    private void append(int count) {
        EventIds ids = new EventIds(Clock.systemUTC());
        Wire.Encoded note = Wire.encode(new Event.NoteAdded("round/" + round, "a note"));
        for (int done = 0; done < count; done += EventLog.MAX_EVENTS) {
            log.append(
                    "round/" + round,
                    Expected.any(),
                    Stream.generate(() ->
                                    new NewEvent(
                                            ids.next(),
                                            note.type(),
                                            note.version(),
                                            "ada",
                                            Instant.now(),
                                            note.payload()))
                            .limit(EventLog.MAX_EVENTS)
                            .toList());
        }
    }

    @Test
    void aThousandDashboardsReceiveEveryNoteOfSixtyFourWriters() throws Exception {
        List<BufferedReader> dashboards = new ArrayList<>();
        long before = log.head().position();
        for (int i = 0; i < DASHBOARDS; i++) {
            dashboards.add(reader(follow(before, 0)));
        }
        for (BufferedReader dashboard : dashboards) {
            readUntil(dashboard, "caught-up");
        }
        notes(NOTES_EACH);
        long last = log.head().position();
        assertThat(last).isEqualTo(before + (long) WRITERS * NOTES_EACH);
        for (BufferedReader dashboard : dashboards) {
            readUntil(dashboard, "id: " + last);
        }
        assertThat(
                        client.send(
                                        HttpRequest.newBuilder(
                                                        URI.create(server.url() + "/health/ready"))
                                                .build(),
                                        BodyHandlers.ofString())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void dashboardsAboveTheLimitAreRefusedUntilOneDisconnects() throws Exception {
        HttpRequest one =
                HttpRequest.newBuilder(URI.create(server.url() + LiveStream.PATH))
                        .header("Accept", "text/event-stream")
                        .build();
        for (int i = 0; i < LiveStream.MAX_CLIENTS; i++) {
            follow(log.head().position(), 0);
        }
        for (int i = 0; i < 600 && server.subscribers() < LiveStream.MAX_CLIENTS; i++) {
            Thread.sleep(100);
        }
        assertThat(server.subscribers()).isEqualTo(LiveStream.MAX_CLIENTS);
        var refused = client.send(one, BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
        assertThat(note("the others continue").statusCode()).isBetween(200, 299);
        sockets.getFirst().close();
        // A disconnected client is detected at the next write.
        for (int i = 0; i < 600 && server.subscribers() >= LiveStream.MAX_CLIENTS; i++) {
            note("detect the disconnected client");
            Thread.sleep(100);
        }
        try (var in = client.send(one, BodyHandlers.ofInputStream()).body()) {
            assertThat(new String(in.readNBytes(6), StandardCharsets.US_ASCII)).isEqualTo("retry:");
        }
    }

    @Test
    void aSubscriberReceivesTheReconnectionTimeAtTheStartAndAtTheEnd() throws Exception {
        BufferedReader in = reader(follow(0, 0));
        readUntil(in, "retry: ");
        readUntil(in, "caught-up");
        server.endStreams();
        readUntil(in, "retry: ");
        readUntil(in, "event: closing");
        assertThat(
                        client.send(
                                        HttpRequest.newBuilder(
                                                        URI.create(
                                                                server.url()
                                                                        + "/api/v1/events/stream"))
                                                .header("Accept", "text/event-stream")
                                                .build(),
                                        BodyHandlers.ofString())
                                .headers()
                                .firstValue("Retry-After"))
                .hasValue("5");
    }

    @Test
    void aSubscriberThatDoesNotReadIsDisconnectedAndDelaysNoOther() throws Exception {
        Socket slow = follow(0, 4_096);
        BufferedReader other = reader(follow(0, 0));
        readUntil(other, "caught-up");
        // Some megabytes for each client: more than the system buffers for one that does
        // not read.
        append(10_000);
        readUntil(other, "id: " + log.head().position());
        for (int i = 0; i < 600 && server.disconnected() == 0; i++) {
            Thread.sleep(100);
        }
        assertThat(server.disconnected()).isEqualTo(1);
        assertThat(server.subscribers()).isEqualTo(1);
        assertThatCode(() -> slow.getInputStream().readAllBytes())
                .satisfiesAnyOf(
                        e -> assertThat(e).isNull(),
                        e -> assertThat(e).isInstanceOf(IOException.class));
        assertThat(note("still here").statusCode()).isBetween(200, 299);
    }

    @Test
    void subscribersAboveTheLimitAreRefusedWithRetryAfter() throws Exception {
        LiveStream two =
                new LiveStream(
                        ledger,
                        new Requests(ledger, "somebody"),
                        new Access(null, Exposure.of("127.0.0.1", 0)),
                        Duration.ofSeconds(5),
                        new SharedLimit(2, 2));
        Javalin small =
                Javalin.create(
                                config -> {
                                    config.concurrency.useVirtualThreads = true;
                                    two.routes(config.routes);
                                    config.routes.exception(
                                            Problem.class, (e, ctx) -> ctx.status(e.status()));
                                })
                        .start("127.0.0.1", 0);
        try {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:" + small.port() + LiveStream.PATH))
                            .header("Accept", "text/event-stream")
                            .build();
            var first = client.send(request, BodyHandlers.ofInputStream());
            var second = client.send(request, BodyHandlers.ofInputStream());
            assertThat(List.of(first.statusCode(), second.statusCode())).containsOnly(200);
            // The heads are sent before the requests are counted.
            while (two.subscribers() < 2) {
                Thread.sleep(10);
            }
            var refused = client.send(request, BodyHandlers.discarding());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            first.body().close();
            second.body().close();
        } finally {
            two.close();
            small.stop();
        }
    }

    @Test
    void requestsAboveTheLimitAreRefusedWithRetryAfter() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(2);
        ConcurrencyLimit gate = new ConcurrencyLimit(2);
        Javalin small =
                Javalin.create(
                                config -> {
                                    config.concurrency.useVirtualThreads = true;
                                    gate.routes(config.routes);
                                    config.routes.get(
                                            "/",
                                            ctx -> {
                                                inside.countDown();
                                                held.await();
                                            });
                                    config.routes.exception(
                                            Problem.class, (e, ctx) -> ctx.status(e.status()));
                                })
                        .start("127.0.0.1", 0);
        try {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + small.port())).build();
            List<CompletableFuture<HttpResponse<Void>>> first =
                    List.of(
                            client.sendAsync(request, BodyHandlers.discarding()),
                            client.sendAsync(request, BodyHandlers.discarding()));
            inside.await();
            var refused = client.send(request, BodyHandlers.discarding());
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            held.countDown();
            for (var answer : first) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
            assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
            assertThat(gate.inProgress()).isZero();
        } finally {
            held.countDown();
            small.stop();
        }
    }
}
