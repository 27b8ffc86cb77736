package io.tunebook.bench;

import io.tunebook.events.log.EventLog;
import io.tunebook.events.sqlite.SqliteEventLog;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A server with a million events, forty million measurements and a heap of 512 MB.
final class MemoryBench {
    /// 10,000 trials of 106 events: 103 curves of 10 steps of 4 metrics each, and their states.
    private static final GeneratedLog MADE = new GeneratedLog(10_000, 103, 10, 0);

    private static final String HEAP = "512m";

    private final Path folder;

    MemoryBench(Path folder) {
        this.folder = folder;
    }

    List<Row> rows() throws Exception {
        long events;
        try (EventLog log = SqliteEventLog.open(folder.resolve("log"))) {
            MADE.writeTo(log);
            events = log.head().position();
        }
        double first = firstStart();
        try (ServerProcess server = ServerProcess.on(folder.resolve("log"), HEAP);
                HttpClient client = HttpClient.newHttpClient()) {
            long start = System.nanoTime();
            String trial = GeneratedLog.trial(77);
            for (String path :
                    List.of(
                            "/api/v1/projects/made",
                            "/api/v1/rounds/made-r3",
                            "/api/v1/studies/" + GeneratedLog.study(77),
                            "/api/v1/trials/" + trial,
                            "/api/v1/trials/" + trial + "?at=" + events / 2,
                            "/api/v1/events?limit=100",
                            "/api/v1/curves?trials="
                                    + trial
                                    + "&metrics=validation/error&buckets=200")) {
                HttpResponse<byte[]> answer =
                        client.send(
                                HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(path + " answers " + answer.statusCode());
                }
            }
            double pages = (System.nanoTime() - start) / 1e9;
            return List.of(
                    Row.plain("events of the log", (double) events, "events"),
                    Row.plain("measurements in it", (double) MADE.points(), "points"),
                    Row.plain("the first start-up, without a snapshot", first, "s"),
                    Row.valueAtMost("start-up with a heap of " + HEAP, server.seconds(), "s", 5),
                    Row.plain("seven pages, one 500,000 events back", pages, "s"));
        }
    }

    /// Starts a server that has no snapshot, and kills it once it has written one.
    private double firstStart() throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.on(folder.resolve("log"), HEAP)) {
            while (!Files.exists(folder.resolve("log").resolve("snapshot"))) {
                if (!server.alive()) {
                    throw new IllegalStateException("the server has ended: " + server.output());
                }
                Thread.sleep(50);
            }
            server.kill();
            return server.seconds();
        }
    }
}
