package io.tunebook.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A reverse proxy that removes its path from requests: nginx where it is installed, else one of
/// the JDK's classes, which works as nginx does without further settings: `Host` is the server's.
final class ReverseProxy implements AutoCloseable {
    private static final Set<String> PER_CONNECTION =
            Set.of("host", "connection", "content-length", "transfer-encoding", "upgrade");

    private final AutoCloseable running;

    private ReverseProxy(AutoCloseable running) {
        this.running = running;
    }

    /// @param path with slashes at both ends
    static ReverseProxy start(Path folder, int port, String path, int server) throws IOException {
        Optional<Path> nginx = nginx();
        return nginx.isPresent()
                ? nginx(nginx.get(), folder, port, path, server)
                : plain(port, path, server);
    }

    private static Optional<Path> nginx() {
        return Stream.concat(
                        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":")),
                        Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static ReverseProxy nginx(Path nginx, Path folder, int port, String path, int server)
            throws IOException {
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxy;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  server {
                    listen 127.0.0.1:%2$d;
                    location %3$s { proxy_pass http://127.0.0.1:%4$d/; }
                  }
                }
                """
                        .formatted(folder, port, path, server));
        Process process =
                new ProcessBuilder(
                                nginx.toString(),
                                "-p",
                                folder.toString(),
                                "-c",
                                configuration.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("nginx-out.txt").toFile())
                        .start();
        ReverseProxy proxy =
                new ReverseProxy(() -> {
                    process.destroy();
                    if (!process.waitFor(5, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                });
        for (int tries = 0; process.isAlive(); tries++) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return proxy;
            } catch (IOException e) {
                if (tries == 100) {
                    proxy.close();
                    throw e;
                }
                pause();
            }
        }
        throw new IOException("nginx ended: " + Files.readString(folder.resolve("nginx-out.txt")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ReverseProxy plain(int port, String path, int server) throws IOException {
        HttpServer listening =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        listening.setExecutor(threads);
        listening.createContext(path, exchange -> pass(exchange, client, path, server));
        listening.start();
        return new ReverseProxy(() -> {
            listening.stop(0);
            threads.shutdownNow();
            client.shutdownNow();
        });
    }

    private static void pass(HttpExchange exchange, HttpClient client, String path, int server)
            throws IOException {
        try (exchange) {
            String below = exchange.getRequestURI().toString().substring(path.length() - 1);
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server + below))
                            .method(
                                    exchange.getRequestMethod(),
                                    body.length == 0
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofByteArray(body));
            exchange.getRequestHeaders()
                    .forEach((name, values) -> {
                        if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                            values.forEach(value -> request.header(name, value));
                        }
                    });
            HttpResponse<InputStream> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            answer.headers()
                    .map()
                    .forEach((name, values) -> {
                        if (!PER_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                            exchange.getResponseHeaders().put(name, List.copyOf(values));
                        }
                    });
            exchange.sendResponseHeaders(answer.statusCode(), 0);
            try (InputStream in = answer.body();
                    OutputStream out = exchange.getResponseBody()) {
                byte[] part = new byte[16_384];
                for (int n = in.read(part); n >= 0; n = in.read(part)) {
                    out.write(part, 0, n);
                    out.flush();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        try {
            running.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
