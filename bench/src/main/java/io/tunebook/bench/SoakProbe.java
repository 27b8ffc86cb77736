package io.tunebook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/// A client that looks what the server answers after a fault.
final class SoakProbe implements AutoCloseable {
    private static final int PAUSE_MILLIS = 100;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Set<UUID> acknowledged;

    /// @param acknowledged receives the ids of its own events
    SoakProbe(String url, Set<UUID> acknowledged) {
        this.url = url;
        this.acknowledged = acknowledged;
    }

    /// A question to the server.
    interface Question {
        HttpResponse<String> ask() throws IOException, InterruptedException;
    }

    /// The seconds until an answer is as wanted; infinite after the timeout.
    static double secondsUntil(
            Question question, Predicate<HttpResponse<String>> wanted, Duration timeout)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!wanted.test(question.ask())) {
            if (System.nanoTime() - began > timeout.toNanos()) {
                return Double.POSITIVE_INFINITY;
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return (System.nanoTime() - began) / 1e9;
    }

    HttpResponse<String> ready() throws IOException, InterruptedException {
        return get("/health/ready");
    }

    /// The number of pages that are not answered with 200.
    int unreadablePages() throws IOException, InterruptedException {
        int unreadable = 0;
        for (String page : SoakLoad.PAGES) {
            unreadable += get(page).statusCode() == 200 ? 0 : 1;
        }
        return unreadable;
    }

    HttpResponse<String> write() throws IOException, InterruptedException {
        UUID key = UUID.randomUUID();
        HttpResponse<String> answer =
                send(
                        request("/api/v1/rounds/made-r1/notes")
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", key.toString())
                                .POST(BodyPublishers.ofString("{\"text\":\"a probe\"}")));
        if (answer.statusCode() == 200) {
            acknowledged.add(key);
        }
        return answer;
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
