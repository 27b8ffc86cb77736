package io.tunebook.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A load balancer as a team has one: it sends each request to the server that is ready, and
/// answers 503 when none is, or when that one does not answer in time.
final class Balancer implements AutoCloseable {
    /// The header of an answer with the number of the server that gave it.
    static final String SERVER = "Bench-Server";

    private static final long CHECK_MILLIS = 100;
    private static final Duration CHECK_TIMEOUT = Duration.ofMillis(500);
    private static final long ANSWER_SECONDS = 2;
    private static final List<String> HEADERS = List.of("Content-Type", "Idempotency-Key");

    private final LateAnswers late;
    private final Map<Integer, String> servers = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> ready = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(ANSWER_SECONDS))
                    .build();
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer front;
    private volatile boolean closed;

    static {
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /// Receives the answers that came too late for the client.
    interface LateAnswers {
        void on(String path, String key, int server, HttpResponse<byte[]> answer);
    }

    Balancer(LateAnswers late) throws IOException {
        this.late = late;
        front = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        front.setExecutor(handlers);
        front.createContext("/", this::answer);
        front.start();
    }

    String url() {
        return "http://127.0.0.1:" + front.getAddress().getPort();
    }

    /// Adds a server, whose readiness is checked from now on.
    void add(int server, String url) {
        servers.put(server, url);
        Thread.startVirtualThread(() -> check(server, url));
    }

    void remove(int server) {
        servers.remove(server);
        ready.remove(server);
    }

    private void check(int server, String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/health/ready"))
                        .timeout(CHECK_TIMEOUT)
                        .build();
        while (!closed && servers.containsKey(server)) {
            boolean is;
            try {
                is = client.send(request, BodyHandlers.discarding()).statusCode() == 200;
                TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
            } catch (IOException e) {
                is = false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            ready.put(server, is);
        }
    }

    /// One of the servers that are ready; a writer that was paused is for a moment.
    private @Nullable Integer target() {
        List<Integer> all =
                servers.keySet().stream().filter(s -> ready.getOrDefault(s, false)).toList();
        return all.isEmpty() ? null : all.get(ThreadLocalRandom.current().nextInt(all.size()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Integer target = target();
            String url = target == null ? null : servers.get(target);
            HttpResponse<byte[]> answer =
                    target == null || url == null ? null : forwarded(exchange, body, target, url);
            if (answer == null) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            answer.headers()
                    .firstValue("Content-Type")
                    .ifPresent(type -> exchange.getResponseHeaders().set("Content-Type", type));
            answer.headers()
                    .firstValue("Retry-After")
                    .ifPresent(after -> exchange.getResponseHeaders().set("Retry-After", after));
            exchange.getResponseHeaders().set(SERVER, String.valueOf(target));
            int length = answer.body().length;
            exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
            if (length > 0) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    /// The server's answer; null when it has not come in time.
    private @Nullable HttpResponse<byte[]> forwarded(
            HttpExchange exchange, byte[] body, int target, String url) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + exchange.getRequestURI()))
                        .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        for (String name : HEADERS) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.build(), BodyHandlers.ofByteArray());
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            String path = exchange.getRequestURI().getPath();
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            // The request stays with the server, which may answer once it continues.
            var _ = answer.thenAccept(a -> late.on(path, key == null ? "" : key, target, a));
            return null;
        } catch (ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        closed = true;
        front.stop(0);
        client.shutdownNow();
        handlers.shutdownNow();
    }
}
