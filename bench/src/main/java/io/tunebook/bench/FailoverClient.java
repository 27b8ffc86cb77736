package io.tunebook.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Requests as careful clients send them: each is repeated, with the same key, until it is answered
/// other than by 503 or a broken connection. Counts what they get. Thread-safe.
final class FailoverClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String url;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final Queue<Acknowledgement> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<Integer, LongAdder> lateAnswers = new ConcurrentHashMap<>();
    private final LongAdder repeated = new LongAdder();
    private final AtomicLong[] lastAnswers = new AtomicLong[1 << 12];

    FailoverClient(String url) {
        this.url = url;
        for (int i = 0; i < lastAnswers.length; i++) {
            lastAnswers[i] = new AtomicLong();
        }
    }

    /// A request was refused for another reason than a server's absence.
    static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    /// The answer to a POST with a key of its own.
    ///
    /// @param pauseMillis before a repetition
    /// @throws RefusedException for every other answer than 2xx and 503
    String post(String path, String body, long pauseMillis)
            throws RefusedException, InterruptedException {
        UUID key = UUID.randomUUID();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key.toString())
                        .POST(BodyPublishers.ofString(body))
                        .build();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    keep(path, key, answer, attempt);
                    return answer.body();
                }
                if (answer.statusCode() != 503) {
                    throw refused(path, answer, attempt);
                }
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                // The connection broke: whether it was done is not known.
            }
            repeated.increment();
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        }
    }

    private void keep(String path, UUID key, HttpResponse<String> answer, int attempt) {
        int server = server(answer);
        lastAnswers[server].set(System.nanoTime());
        Acknowledgement promise =
                Acknowledgement.of(path, key.toString(), answer.body(), server, attempt == 1);
        if (promise != null) {
            acknowledged.add(promise);
        }
    }

    private static int server(HttpResponse<?> answer) {
        return answer.headers().firstValue(Balancer.SERVER).map(Integer::valueOf).orElse(0);
    }

    private RefusedException refused(String path, HttpResponse<String> answer, int attempt) {
        String text =
                "%s, attempt %d, server %d: %d %s"
                        .formatted(
                                path, attempt, server(answer), answer.statusCode(), answer.body());
        failures.add(text);
        return new RefusedException(text);
    }

    /// Adds an answer that came after its client had repeated the request.
    void late(String path, String key, int server, HttpResponse<byte[]> answer) {
        lateAnswers.computeIfAbsent(answer.statusCode(), _ -> new LongAdder()).increment();
        if (answer.statusCode() / 100 == 5 && answer.statusCode() != 503) {
            failures.add(
                    "late answer of server %d to %s: %d %s"
                            .formatted(
                                    server,
                                    path,
                                    answer.statusCode(),
                                    new String(answer.body(), UTF_8)));
        }
        if (answer.statusCode() / 100 == 2) {
            Acknowledgement promise =
                    Acknowledgement.of(path, key, new String(answer.body(), UTF_8), server, false);
            if (promise != null) {
                acknowledged.add(promise);
            }
        }
    }

    /// Sends a standby what only the writer can answer, which must not make an agent stop.
    void heartbeatToStandby(String server, int number, String trial)
            throws IOException, InterruptedException {
        String path = "/api/v1/trials/" + trial + "/heartbeat";
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(URI.create(server + path))
                                .timeout(TIMEOUT)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != 503) {
            failures.add(
                    "a standby, server %d, answers %s with %d %s"
                            .formatted(number, path, answer.statusCode(), answer.body()));
        }
    }

    /// Sends a note to a server itself, without waiting for the answer.
    void sendNote(String server, int number) {
        send(
                server,
                "/api/v1/rounds/made-r1/notes",
                "{\"text\":\"direct\"}",
                UUID.randomUUID().toString(),
                number);
    }

    /// Sends the end of a trial to a server itself, without a key, which would make it a retry.
    void sendEnd(String server, int number, String trial) {
        send(
                server,
                "/api/v1/trials/" + trial + "/complete",
                "{\"value\":0.5,\"bestStep\":1,\"steps\":100,\"seconds\":1}",
                "",
                number);
    }

    private void send(String server, String path, String body, String key, int number) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(server + path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        var _ =
                client.sendAsync(request.build(), BodyHandlers.ofByteArray())
                        .thenAccept(answer -> late(path, key, number, answer));
    }

    /// The answers of servers that were paused, by their status.
    Map<Integer, LongAdder> lateAnswers() {
        return lateAnswers;
    }

    /// When a server last answered a write, by [System#nanoTime]; 0 for never.
    long lastAnswer(int server) {
        return lastAnswers[server].get();
    }

    Queue<Acknowledgement> acknowledged() {
        return acknowledged;
    }

    /// The requests that failed for another reason than a server's absence.
    Queue<String> failures() {
        return failures;
    }

    long repeated() {
        return repeated.sum();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
