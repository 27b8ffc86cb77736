package io.tunebook.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Writers, readers, and subscribers that connect and disconnect, until the server ends.
final class SoakLoad {
    static final int ROUNDS = 8;
    private static final int READERS = 4;
    private static final int SUBSCRIBERS = 10;
    private static final int PAUSE_MILLIS = 50;
    static final List<String> PAGES =
            List.of(
                    "/",
                    "/api/v1/projects",
                    "/api/v1/events?limit=50",
                    "/api/v1/head",
                    "/metrics",
                    "/api/v1/rounds/made-r1");

    private final String url;
    private final long seed;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<UUID> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger full = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean ending;

    SoakLoad(String url, long seed) {
        this.url = url;
        this.seed = seed;
    }

    private interface Work {
        void once(Random random) throws IOException, InterruptedException;
    }

    void start() {
        for (int i = 1; i <= ROUNDS; i++) {
            String round = "/api/v1/rounds/made-r%d/notes".formatted(i);
            repeat(i, random -> write(round));
        }
        for (int i = 0; i < READERS; i++) {
            repeat(100 + i, this::read);
        }
        for (int i = 0; i < SUBSCRIBERS; i++) {
            repeat(200 + i, this::subscribe);
        }
    }

    /// Called after the server has ended.
    void end() throws InterruptedException {
        ending = true;
        client.shutdownNow();
        for (Thread thread : threads) {
            thread.join();
        }
        client.close();
    }

    Set<UUID> acknowledged() {
        return acknowledged;
    }

    int reads() {
        return reads.get();
    }

    int streams() {
        return streams.get();
    }

    int refused() {
        return refused.get();
    }

    /// Writes that were refused because the disk was full.
    int full() {
        return full.get();
    }

    int failed() {
        return failed.get();
    }

    private void repeat(int number, Work work) {
        Random random = new Random(seed + number);
        threads.add(
                Thread.startVirtualThread(() -> {
                    while (!ending) {
                        try {
                            work.once(random);
                            Thread.sleep(PAUSE_MILLIS);
                        } catch (IOException e) {
                            // The server has ended or is ending: events without an answer may be
                            // lost.
                            return;
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            return;
                        }
                    }
                }));
    }

    private void write(String path) throws IOException, InterruptedException {
        UUID key = UUID.randomUUID();
        int status =
                client.send(
                                HttpRequest.newBuilder(URI.create(url + path))
                                        .header("Content-Type", "application/json")
                                        .header("Idempotency-Key", key.toString())
                                        .POST(BodyPublishers.ofString("{\"text\":\"a note\"}"))
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode();
        if (status / 100 == 2) {
            acknowledged.add(key);
        } else {
            count(status);
        }
    }

    private void read(Random random) throws IOException, InterruptedException {
        String page = PAGES.get(random.nextInt(PAGES.size()));
        count(
                client.send(
                                HttpRequest.newBuilder(URI.create(url + page)).build(),
                                BodyHandlers.discarding())
                        .statusCode());
        reads.incrementAndGet();
    }

    /// Follows the stream for up to two seconds, then disconnects.
    private void subscribe(Random random) throws IOException, InterruptedException {
        var answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/v1/events/stream"))
                                .header("Accept", "text/event-stream")
                                .build(),
                        BodyHandlers.ofInputStream());
        count(answer.statusCode());
        try (InputStream in = answer.body()) {
            in.readNBytes(64);
            Thread.sleep(random.nextInt(2_000));
        }
        streams.incrementAndGet();
    }

    private void count(int status) {
        if (status == 503) {
            refused.incrementAndGet();
        } else if (status == 507) {
            full.incrementAndGet();
        } else if (status >= 400) {
            failed.incrementAndGet();
        }
    }
}
